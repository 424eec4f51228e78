//! How often somebody may try something.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use meeting::time::Instant;

use crate::rest::ApiError;

/// More keys than this are a flood; those whose time is over are then forgotten, and if that does
/// not help, all of them.
const MOST_KEYS: usize = 50_000;

/// Up to `limit` attempts of one key within a window that begins with the first of them.
#[derive(Debug)]
pub struct Limiter<Key> {
    limit: u32,
    window: Duration,
    attempts: Mutex<HashMap<Key, Attempts>>,
}

#[derive(Debug, Clone, Copy)]
struct Attempts {
    since: Instant,
    count: u32,
}

/// There were too many; how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    pub retry_after: Duration,
}

impl From<TooMany> for ApiError {
    fn from(too_many: TooMany) -> Self {
        Self::too_many(too_many.retry_after)
    }
}

impl<Key: Eq + Hash> Limiter<Key> {
    pub fn new(limit: u32, window: Duration) -> Self {
        Self {
            limit,
            window,
            attempts: Mutex::default(),
        }
    }

    /// Counts one attempt. Counting before the outcome is known keeps attempts that run at the
    /// same time within the limit too; a good outcome is then forgiven by [`Limiter::forgive`].
    pub fn attempt(&self, key: Key, now: Instant) -> Result<(), TooMany> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= MOST_KEYS {
            attempts.retain(|_, tried| now.since(tried.since) < self.window);
            if attempts.len() >= MOST_KEYS {
                attempts.clear();
            }
        }
        let tried = attempts.entry(key).or_insert(Attempts {
            since: now,
            count: 0,
        });
        let elapsed = now.since(tried.since);
        if elapsed >= self.window {
            *tried = Attempts {
                since: now,
                count: 0,
            };
        } else if tried.count >= self.limit {
            return Err(TooMany {
                retry_after: self.window - elapsed,
            });
        }
        tried.count += 1;
        Ok(())
    }

    /// Takes one attempt back.
    pub fn forgive(&self, key: &Key) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tried) = attempts.get_mut(key) {
            tried.count = tried.count.saturating_sub(1);
        }
    }
}

/// An address as far as it names one customer of a network: IPv6 gives each of them a /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Neighbourhood(IpAddr);

impl From<IpAddr> for Neighbourhood {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => IpAddr::from((u128::from(address) >> 64 << 64).to_be_bytes()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    #[test]
    fn attempts_beyond_the_limit_wait_for_the_end_of_the_window() {
        let limiter = Limiter::new(2, Duration::from_secs(60));
        assert_eq!(limiter.attempt("a", at(0)), Ok(()));
        assert_eq!(limiter.attempt("a", at(10)), Ok(()));
        let retry_after = Duration::from_secs(40);
        assert_eq!(limiter.attempt("a", at(20)), Err(TooMany { retry_after }));
        assert_eq!(limiter.attempt("b", at(20)), Ok(()));
        assert_eq!(limiter.attempt("a", at(60)), Ok(()));
    }

    #[test]
    fn what_went_well_is_forgiven() {
        let limiter = Limiter::new(1, Duration::from_secs(60));
        assert_eq!(limiter.attempt("a", at(0)), Ok(()));
        limiter.forgive(&"a");
        assert_eq!(limiter.attempt("a", at(0)), Ok(()));
    }

    #[test]
    fn a_flood_of_keys_is_bounded() {
        let limiter = Limiter::new(1, Duration::from_secs(60));
        for key in 0..2 * MOST_KEYS {
            assert_eq!(limiter.attempt(key, at(0)), Ok(()));
        }
        assert!(limiter.attempts.lock().unwrap().len() <= MOST_KEYS);
    }

    #[test]
    fn a_neighbourhood_is_a_v4_address_or_a_v6_network() {
        let of = |text: &str| Neighbourhood::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.2"), of("192.0.2.1"));
    }
}
