//! Whose word counts for who a service is, when it is reached over TLS.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::error::Error;

/// A service that says nothing for longer is away.
const PATIENCE: Duration = Duration::from_secs(60);

/// The authorities that vouch for a service: those of this machine, and any that are named.
#[derive(Clone)]
pub struct Trust {
    tls: Arc<ClientConfig>,
    http: reqwest::Client,
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Trust")
    }
}

impl Default for Trust {
    fn default() -> Self {
        /// Reading the authorities of a machine takes long enough not to do it for every one who joins.
        static OF_THE_MACHINE: LazyLock<Trust> = LazyLock::new(|| Trust::of(machine()));
        OF_THE_MACHINE.clone()
    }
}

impl Trust {
    /// The machine's authorities and those of a file of certificates in PEM.
    ///
    /// # Errors
    /// [`Error::Certificate`] when there is no certificate in it.
    pub fn and(file: &Path) -> Result<Self, Error> {
        let fault = |problem: &dyn std::fmt::Display| {
            Error::Certificate(format!("{}: {problem}", file.display()))
        };
        let certificates = CertificateDer::pem_file_iter(file).map_err(|error| fault(&error))?;
        let mut roots = machine();
        let mut found = 0;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| fault(&error))?;
            roots.add(certificate).map_err(|error| fault(&error))?;
            found += 1;
        }
        if found == 0 {
            return Err(fault(&"holds no certificate"));
        }
        Ok(Self::of(roots))
    }

    fn of(roots: RootCertStore) -> Self {
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tls = Arc::new(tls);
        let http = http(&tls)
            .build()
            .expect("nothing in it depends on the machine");
        Self { tls, http }
    }

    /// An HTTP client that trusts so, with no cookies of anybody.
    pub fn http(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// The beginning of a client of one's own.
    pub fn http_builder(&self) -> reqwest::ClientBuilder {
        http(&self.tls)
    }

    /// How TLS to a service begins.
    pub fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.tls)
    }
}

fn http(tls: &Arc<ClientConfig>) -> reqwest::ClientBuilder {
    let client = reqwest::Client::builder().timeout(PATIENCE);
    client.tls_backend_preconfigured(ClientConfig::clone(tls))
}

/// A machine without any reaches what needs none, and what a named one vouches for.
fn machine() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let file = std::env::temp_dir().join(format!("no-certificate-{}", std::process::id()));
        std::fs::write(&file, "nothing").unwrap();
        let refused = Trust::and(&file).unwrap_err().to_string();
        std::fs::remove_file(&file).unwrap();
        assert!(refused.contains("no-certificate"), "{refused}");
    }
}
