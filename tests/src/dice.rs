//! Dice that fall the same way for the same seed (splitmix64).

#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The seed of `YUNQIAO_SEED` if that is set, else `seed`. It is printed: a failed run can be
    /// repeated.
    pub fn seeded(seed: u64) -> Self {
        let given = std::env::var("YUNQIAO_SEED").ok();
        let seed = given.and_then(|given| given.parse().ok()).unwrap_or(seed);
        println!("YUNQIAO_SEED={seed}");
        Self(seed)
    }

    /// Always of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of one's own, that do not depend on how often others throw theirs.
    pub fn split(&mut self) -> Self {
        Self(self.throw())
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and without, `sides`.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.throw() % sides.max(1)
    }
}
