//! What tells quickly that a text does not stand in another, or not even nearly.

/// Which characters and which pairs of them stand in a text, each as one of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trace {
    characters: u64,
    pairs: u64,
}

impl Trace {
    pub(super) fn of(text: &str) -> Trace {
        let mut trace = Trace {
            characters: 0,
            pairs: 0,
        };
        let mut before = None;
        for character in text.chars().map(u32::from) {
            trace.characters |= bit(character);
            if let Some(before) = before {
                trace.pairs |= bit(character.rotate_left(16) ^ before);
            }
            before = Some(character);
        }
        trace
    }

    /// False when the other text does not stand in this one. What is true may still be wrong.
    pub(super) fn holds(self, other: Trace) -> bool {
        self.characters & other.characters == other.characters
            && self.pairs & other.pairs == other.pairs
    }
}

/// Multiplied by the golden ratio, neighbours in an alphabet come to lie far apart.
fn bit(value: u32) -> u64 {
    1 << (value.wrapping_mul(0x9e37_79b9) >> 26)
}

/// Does `text` start with `typed`, but for one letter too many, missing, wrong, or two exchanged?
pub(super) fn starts_nearly(text: &str, typed: &str) -> bool {
    let same = text.chars().zip(typed.chars());
    let same = same.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8());
    let same: usize = same.sum();
    let (Some(text), Some(typed)) = (text.get(same..), typed.get(same..)) else {
        return false;
    };
    let (mut of_text, mut of_typed) = (text.chars(), typed.chars());
    let first = (of_text.next(), of_typed.next());
    let (text_rest, typed_rest) = (of_text.as_str(), of_typed.as_str());
    let second = (of_text.next(), of_typed.next());
    let exchanged = first.0.is_some() && second.0.is_some() && first == (second.1, second.0);
    text.starts_with(typed_rest)
        || text_rest.starts_with(typed)
        || text_rest.starts_with(typed_rest)
        || (exchanged && of_text.as_str().starts_with(of_typed.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_mostly_shows() {
        let trace = Trace::of("dresden");
        assert!(trace.holds(Trace::of("esd")) && trace.holds(Trace::of("")));
        assert!(!trace.holds(Trace::of("ed")));
        assert!(!trace.holds(Trace::of("水")));
        assert!(Trace::of("水原市").holds(Trace::of("水")));
    }

    #[test]
    fn one_slip_is_forgiven_and_not_two() {
        for typed in ["dresen", "dressden", "drasden", "rdesden", "dresde"] {
            assert!(starts_nearly("dresden", typed), "{typed}");
        }
        for typed in ["dresenx", "drasdan", "rdesdne"] {
            assert!(!starts_nearly("dresden", typed), "{typed}");
        }
    }
}
