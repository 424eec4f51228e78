//! Commands that carry a registry and its history into a data folder or out of it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;

use super::existing_secrets;
use crate::archive::{self, Amount};
use crate::config::Config;
use crate::identity::Secrets;
use crate::ledger::{self, Ledger};
use crate::store::Store;

pub(super) async fn import_partners(config: Config, file: &Path) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let reader = File::open(file).with_context(|| format!("cannot open {name}"))?;
    let (store, ledger) = open_ledger(&config).await?;
    let report = ledger::import_file(&ledger, reader, &name).await?;
    store.close().await;
    println!("{report}");
    Ok(())
}

pub(super) async fn import(config: Config, file: Option<&Path>) -> anyhow::Result<()> {
    let file = file.context("which file? yunqiao import FILE, or: yunqiao import partners FILE")?;
    let name = file.display().to_string();
    let reader = File::open(file).with_context(|| format!("cannot open {name}"))?;
    let (store, ledger) = open_ledger(&config).await?;
    let amount = archive::import(&ledger, &config.data.dir, reader, &name).await;
    store.close().await;
    let Amount {
        entries,
        versions,
        papers,
        papers_left_out,
        ..
    } = amount?;
    println!("{name}: {entries} records, {versions} versions of them written, {papers} papers");
    if papers_left_out > 0 {
        eprintln!(
            "{papers_left_out} papers belong to meetings that were held elsewhere, and were left out"
        );
    }
    Ok(())
}

pub(super) async fn export(config: Config, file: &Path) -> anyhow::Result<()> {
    existing_secrets(&config)?;
    let (store, ledger) = open_ledger(&config).await?;
    let name = file.display().to_string();
    let out = new_private(file).with_context(|| format!("cannot write {name}"))?;
    let amount = archive::export(&ledger, &config.data.dir, &out).await;
    let amount = amount.and_then(|amount| Ok(out.sync_all().map(|()| amount)?));
    store.close().await;
    if amount.is_err() {
        // Half of an archive is of no use, and would be in the way of the next try.
        let _ = std::fs::remove_file(file);
    }
    let Amount {
        entries,
        versions,
        batches,
        papers,
        ..
    } = amount?;
    println!(
        "{name}: {entries} records, {versions} versions of them, {batches} batches, {papers} papers"
    );
    Ok(())
}

pub(super) async fn demo(config: Config) -> anyhow::Result<()> {
    let (store, ledger) = open_ledger(&config).await?;
    let filled = ledger.fill_with_demo().await;
    store.close().await;
    println!("{} records, of which all that are made say so", filled?);
    Ok(())
}

async fn open_ledger(config: &Config) -> anyhow::Result<(Store, Ledger)> {
    let secrets = Secrets::of(&config.data.dir)?;
    let store = Store::open(&config.data.dir, secrets.master_key).await?;
    let ledger = Ledger::open(&store).await?;
    Ok((store, ledger))
}

/// It holds people's addresses and agreements: nobody else on the machine is to read it.
fn new_private(file: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::testing::TempDir;

    #[test]
    fn an_export_is_for_whoever_wrote_it_and_overwrites_nothing() {
        let folder = TempDir::new();
        let file = folder.path().join("history.zip");
        let out = new_private(&file).unwrap();
        assert_eq!(out.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let again = new_private(&file).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    }
}
