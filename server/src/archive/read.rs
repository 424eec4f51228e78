//! Reading an archive: every line of it is understood before anything is done.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read, Seek};

use meeting::id::ExchangeId;
use serde::Deserialize;
use zip::ZipArchive;

use super::{
    Amount, ArchiveError, BATCHES, BatchLine, FORMAT, HEAD, Head, OLDEST, PAPERS, VersionLine,
    file_of,
};
use crate::ledger::{Entry, EntryKind, Key, Ledger, What};
use crate::papers::carried::Carried;
use crate::store::StoreError;

/// Bytes of one line.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;
/// The shape from which on papers are in it.
const WITH_PAPERS: u32 = 2;

/// The versions of a record, with the batch of each; without an entry it was removed.
type Versions = BTreeMap<i64, (i64, Option<Entry>)>;

fn newest(versions: &Versions) -> Option<&Entry> {
    let (_, (_, entry)) = versions.last_key_value()?;
    entry.as_ref()
}

/// An archive that was read, every record of it understood.
#[derive(Default)]
pub(super) struct Archive {
    pub(super) batches: Vec<BatchLine>,
    pub(super) versions: BTreeMap<Key, Versions>,
    /// Each with its line.
    pub(super) papers: BTreeMap<usize, Carried>,
}

impl Archive {
    pub(super) fn read(zip: &mut ZipArchive<impl Read + Seek>) -> Result<Archive, ArchiveError> {
        let mut format = 0;
        each_line(zip, HEAD, |_, head: Head| {
            format = head.format;
            let fits = (OLDEST..=FORMAT).contains(&format);
            fits.then_some(())
                .ok_or(ArchiveError::Format { found: format })
        })?;
        let mut archive = Archive::default();
        let numbers = archive.read_batches(zip)?;
        for kind in EntryKind::ALL {
            archive.read_versions(zip, kind, &numbers)?;
        }
        if format >= WITH_PAPERS {
            archive.read_papers(zip)?;
        }
        Ok(archive)
    }

    /// Gives the numbers of the batches.
    fn read_batches(
        &mut self,
        zip: &mut ZipArchive<impl Read + Seek>,
    ) -> Result<BTreeSet<i64>, ArchiveError> {
        let mut numbers = BTreeSet::new();
        each_line(zip, BATCHES, |line, batch: BatchLine| {
            let what: Result<What, _> = serde_json::from_value(batch.what.clone().into());
            let order = numbers.last().is_none_or(|last| *last < batch.number);
            let undone = batch.undoes.is_none_or(|undone| numbers.contains(&undone));
            numbers.insert(batch.number);
            if what.is_err() || !order || !undone || batch.number < 1 {
                return Err(wrong(BATCHES, line, "this is no batch that can follow"));
            }
            self.batches.push(batch);
            Ok(())
        })?;
        Ok(numbers)
    }

    fn read_versions(
        &mut self,
        zip: &mut ZipArchive<impl Read + Seek>,
        kind: EntryKind,
        batches: &BTreeSet<i64>,
    ) -> Result<(), ArchiveError> {
        let file = file_of(kind);
        each_line(zip, &file, |line, version: VersionLine| {
            let key = Key {
                kind,
                id: version.id,
            };
            let versions = self.versions.entry(key).or_default();
            let next = versions.len() + 1;
            if i64::try_from(next) != Ok(version.version) {
                return Err(wrong(&file, line, "versions count from 1, each once"));
            }
            if !batches.contains(&version.batch) {
                return Err(wrong(&file, line, "no such batch"));
            }
            let entry = version
                .record
                .map(|record| entry(&file, line, key, &record));
            let entry = entry.transpose()?;
            versions.insert(version.version, (version.batch, entry));
            Ok(())
        })
    }

    fn read_papers(&mut self, zip: &mut ZipArchive<impl Read + Seek>) -> Result<(), ArchiveError> {
        let mut known = BTreeSet::new();
        each_line(zip, PAPERS, |line, paper: Carried| {
            let key = paper.entry();
            let may_be = match key.kind {
                EntryKind::Relation => self.versions.contains_key(&key),
                // A meeting that was held here stands in the records of sessions, not in this file.
                EntryKind::Exchange => true,
                EntryKind::District
                | EntryKind::Department
                | EntryKind::Partner
                | EntryKind::Network
                | EntryKind::SubRelation
                | EntryKind::Contact
                | EntryKind::Intent => false,
            };
            if !may_be {
                let problem = format!("there is no {key} that could have papers");
                return Err(wrong(PAPERS, line, &problem));
            }
            if !known.insert(paper.id) {
                return Err(wrong(PAPERS, line, "this paper was there already"));
            }
            self.papers.insert(line, paper.cleaned());
            Ok(())
        })
    }

    /// What stands in it.
    pub(super) fn standing(self) -> BTreeMap<Key, Entry> {
        let newest = self.versions.into_iter().filter_map(|(key, mut versions)| {
            let (_, (_, entry)) = versions.pop_last()?;
            Some((key, entry?))
        });
        newest.collect()
    }

    /// Where only what stands is taken over, papers of what was removed belong to nothing.
    pub(super) fn leave_papers_of_removed(&mut self) {
        let versions = &self.versions;
        self.papers.retain(|_, paper| {
            let versions = versions.get(&paper.entry());
            versions.is_none_or(|versions| newest(versions).is_some())
        });
    }

    /// An exchange without a record of its own is a meeting, and known only where it was held. Gives how
    /// many papers stay out.
    pub(super) async fn leave_papers_of_unknown(
        &mut self,
        ledger: &Ledger,
    ) -> Result<usize, StoreError> {
        let papers = self.papers.values();
        let elsewhere = papers.map(Carried::entry);
        let elsewhere: BTreeSet<Key> = elsewhere
            .filter(|key| !self.versions.contains_key(key))
            .collect();
        let mut unknown = BTreeSet::new();
        for key in elsewhere {
            if ledger
                .exchange(ExchangeId::from_bits(key.id.bits()))
                .await?
                .is_none()
            {
                unknown.insert(key);
            }
        }
        let before = self.papers.len();
        self.papers
            .retain(|_, paper| !unknown.contains(&paper.entry()));
        Ok(before - self.papers.len())
    }

    /// Without the papers.
    pub(super) fn amount(&self) -> Amount {
        let versions = self.versions.values();
        let standing = versions.clone().filter_map(newest);
        Amount {
            batches: self.batches.len(),
            versions: versions.map(BTreeMap::len).sum(),
            entries: standing.count(),
            papers: 0,
            papers_left_out: 0,
        }
    }

    pub(super) fn refuse_loose_ends(&self) -> Result<(), ArchiveError> {
        let versions = self.versions.iter();
        let standing: BTreeMap<Key, &Entry> = versions
            .filter_map(|(key, versions)| Some((*key, newest(versions)?)))
            .collect();
        for (key, entry) in &standing {
            let named = entry.references();
            // A meeting that was held here stands in the records of sessions, not in this file.
            let mut named = named.iter().filter(|key| key.kind != EntryKind::Exchange);
            if let Some(missing) = named.find(|named| !standing.contains_key(named)) {
                let problem = format!("{key} names {missing}, which is not there");
                return Err(ArchiveError::Refused(problem));
            }
        }
        Ok(())
    }
}

fn entry(
    file: &str,
    line: usize,
    key: Key,
    record: &serde_json::Value,
) -> Result<Entry, ArchiveError> {
    let entry = key.kind.parse(key.id, &record.to_string());
    let entry = entry.map_err(|error| wrong(file, line, &error.to_string()))?;
    match entry.flaws().first() {
        Some(flaw) => Err(wrong(
            file,
            line,
            &format!("{}: {}", flaw.path, flaw.problem),
        )),
        None => Ok(entry),
    }
}

pub(super) fn wrong(file: &str, line: usize, problem: &str) -> ArchiveError {
    ArchiveError::Line {
        file: file.to_owned(),
        line,
        problem: problem.to_owned(),
    }
}

/// Reads a file of the archive line by line, counted from 1.
fn each_line<T: for<'a> Deserialize<'a>>(
    zip: &mut ZipArchive<impl Read + Seek>,
    name: &str,
    mut take: impl FnMut(usize, T) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut lines = BufReader::new(zip.by_name(name)?);
    for number in 1.. {
        let mut line = Vec::new();
        let read = lines
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| wrong(name, number, &error.to_string()))?;
        if read == 0 {
            break;
        }
        if line.last() != Some(&b'\n') {
            return Err(wrong(name, number, "the line is too long, or cut off"));
        }
        let value = serde_json::from_slice(&line);
        take(
            number,
            value.map_err(|error| wrong(name, number, &error.to_string()))?,
        )?;
    }
    Ok(())
}
