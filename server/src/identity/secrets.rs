//! The keys everything rests on, in a file of their own beside the database: a copy of the
//! database alone opens no link and no sealed name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::random;

const FILE: &str = "secrets.toml";

/// 32 random bytes each.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Signs links and passes.
    pub token_key: [u8; 32],
    /// Seals the data keys of people.
    pub master_key: [u8; 32],
}

impl Secrets {
    /// Signs the credentials of the relay. Made from the key of the tokens, under a name of its own.
    pub fn relay_key(&self) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.token_key);
        hmac::sign(&key, b"yunqiao relay").as_ref().to_vec()
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secrets")
    }
}

/// Why there are no secrets. Each reads as a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("cannot make the data folder {}: {error}", folder.display())]
    Folder { folder: PathBuf, error: io::Error },
    #[error("cannot read or write {}: {error}", file.display())]
    File { file: PathBuf, error: io::Error },
    #[error(
        "{} may be read by others (mode {mode:o}): whoever can read it can sign links. Run chmod 600 on it",
        file.display()
    )]
    TooOpen { file: PathBuf, mode: u32 },
    #[error("{} does not hold two keys of 32 bytes: put back the one from your backup", file.display())]
    Damaged { file: PathBuf },
    #[error(
        "{} is missing, but there is a database beside it, whose sealed names only that file opens: put back the one from your backup",
        file.display()
    )]
    Missing { file: PathBuf },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    token_key: String,
    master_key: String,
}

impl Secrets {
    /// Reads the secrets of a data folder. Makes the folder and the secrets at the first start.
    pub fn of(folder: &Path) -> Result<Self, SecretsError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| SecretsError::Folder {
                folder: folder.to_owned(),
                error,
            })?;
        let file = folder.join(FILE);
        if !file.exists() {
            if folder.join(crate::store::FILE).exists() {
                return Err(SecretsError::Missing { file });
            }
            make(folder, &file).map_err(|error| SecretsError::File {
                file: file.clone(),
                error,
            })?;
        }
        read(file)
    }
}

fn read(file: PathBuf) -> Result<Secrets, SecretsError> {
    let text = fs::metadata(&file).and_then(|found| {
        let text = fs::read_to_string(&file)?;
        Ok((found.permissions().mode() & 0o777, text))
    });
    let (mode, text) = match text {
        Ok(found) => found,
        Err(error) => return Err(SecretsError::File { file, error }),
    };
    if mode & 0o077 != 0 {
        return Err(SecretsError::TooOpen { file, mode });
    }
    parse(&text).ok_or(SecretsError::Damaged { file })
}

fn parse(text: &str) -> Option<Secrets> {
    let written: Written = toml::from_str(text).ok()?;
    let key = |text: String| BASE64.decode(text).ok()?.try_into().ok();
    Some(Secrets {
        token_key: key(written.token_key)?,
        master_key: key(written.master_key)?,
    })
}

/// Written aside and linked into place whole, so that neither a crash nor a second server that
/// starts at the same moment leaves half a file, or two.
fn make(folder: &Path, file: &Path) -> io::Result<()> {
    let aside = folder.join(format!("{FILE}.{}", std::process::id()));
    let written = Written {
        token_key: BASE64.encode(random::bytes::<32>()),
        master_key: BASE64.encode(random::bytes::<32>()),
    };
    let text = toml::to_string(&written).map_err(io::Error::other)?;
    let mut out = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&aside)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    let linked = fs::hard_link(&aside, file);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder)?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    #[test]
    fn the_first_start_makes_secrets_that_later_ones_find() {
        let dir = TempDir::new();
        let folder = dir.path().join("deep/data");
        let first = Secrets::of(&folder).unwrap();
        assert_eq!(Secrets::of(&folder).unwrap(), first);
        assert_ne!(first.token_key, first.master_key);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.join(FILE)), 0o600);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[test]
    fn secrets_that_others_may_read_are_refused() {
        let dir = TempDir::new();
        Secrets::of(dir.path()).unwrap();
        let file = dir.path().join(FILE);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let refusal = Secrets::of(dir.path()).unwrap_err().to_string();
        assert!(refusal.contains("mode 640"), "{refusal}");
    }

    #[test]
    fn a_database_without_its_secrets_gets_no_new_ones() {
        let dir = TempDir::new();
        fs::write(dir.path().join(crate::store::FILE), "").unwrap();
        assert!(matches!(
            Secrets::of(dir.path()),
            Err(SecretsError::Missing { .. })
        ));
    }

    #[test]
    fn half_a_file_is_no_secret() {
        let dir = TempDir::new();
        Secrets::of(dir.path()).unwrap();
        fs::write(dir.path().join(FILE), "token_key = \"AAAA\"\n").unwrap();
        assert!(matches!(
            Secrets::of(dir.path()),
            Err(SecretsError::Damaged { .. })
        ));
    }
}
