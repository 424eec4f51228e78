//! Passwords of organizers: argon2id, kept as PHC strings.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Each takes 19 MiB and some tens of milliseconds of a core, so few run at a time and the others
/// wait: a flood of sign-ins slows sign-ins down, and nothing else.
const AT_ONCE: usize = 2;

#[derive(Debug, Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashFailed;

impl Passwords {
    pub async fn hash(&self, password: String) -> Result<String, HashFailed> {
        self.run(move || hash(&password)).await.ok_or(HashFailed)
    }

    /// Whether `password` is the one that `kept` was made from. Without a `kept` it takes just as
    /// long, so that the time tells nobody which names exist.
    pub async fn verify(&self, password: String, kept: Option<String>) -> bool {
        self.run(move || Some(verify(&password, kept.as_deref())))
            .await
            .unwrap_or(false)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let permit = self.0.clone().acquire_owned().await.ok()?;
        let done = spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        done.await.ok().flatten()
    }
}

fn hash(password: &str) -> Option<String> {
    let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes()).ok()?;
    Some(hash.to_string())
}

fn verify(password: &str, kept: Option<&str>) -> bool {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    let nobody = || NOBODY.get_or_init(|| hash("nobody")).as_deref();
    let Some(hash) = kept
        .or_else(nobody)
        .and_then(|text| PasswordHash::new(text).ok())
    else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok();
    fits && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::default();
        let kept = passwords
            .hash("云桥 over troubled water".to_owned())
            .await
            .unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        let fits = |text: &str, kept| passwords.verify(text.to_owned(), kept);
        assert!(fits("云桥 over troubled water", Some(kept.clone())).await);
        assert!(!fits("云桥 over troubled Water", Some(kept)).await);
        assert!(!fits("nobody", None).await);
        assert!(!fits("x", Some("$plain$x".to_owned())).await);
    }
}
