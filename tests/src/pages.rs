use std::path::Path;
use std::process::Command as Process;

use anyhow::{Context, ensure};

use crate::{Desk, Folder};

/// A PDF on the disk, looked at with the tools of poppler.
#[derive(Debug)]
pub struct Pages {
    folder: Folder,
}

impl Pages {
    /// Fetches it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn of(desk: &Desk, path: &str) -> anyhow::Result<Self> {
        let folder = Folder::new();
        std::fs::write(folder.path().join("pages.pdf"), desk.download(path).await?)?;
        Ok(Self { folder })
    }

    /// What a tool of poppler says of it.
    ///
    /// # Errors
    /// When the tool fails.
    pub fn read(&self, tool: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let file = self.folder.path().join("pages.pdf");
        let to_stdout: &[&str] = if tool == "pdftotext" { &["-"] } else { &[] };
        let output = Process::new(tool)
            .args(arguments)
            .arg(file)
            .args(to_stdout)
            .output()?;
        ensure!(
            output.status.success(),
            "{tool}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Its text, without marks of direction.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self) -> anyhow::Result<String> {
        // Marks of direction say how a text is shown, not what it is.
        let marks = |letter: &char| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        Ok(self.read("pdftotext", &[])?.chars().filter(marks).collect())
    }

    /// How many pages it has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn count(&self) -> anyhow::Result<usize> {
        let told = self.read("pdfinfo", &[])?;
        let line = told.lines().find_map(|line| line.strip_prefix("Pages:"));
        Ok(line.context("a number of pages")?.trim().parse()?)
    }

    /// Every font is embedded, as a subset, with a way back to text.
    ///
    /// # Errors
    /// When one is not.
    pub fn check_fonts(&self) -> anyhow::Result<()> {
        let told = self.read("pdffonts", &[])?;
        let fonts: Vec<&str> = told.lines().skip(2).collect();
        ensure!(!fonts.is_empty(), "no font at all");
        for font in fonts {
            let columns: Vec<&str> = font.split_whitespace().collect();
            let yes = columns.iter().filter(|column| **column == "yes").count();
            ensure!(
                yes == 3 && font.contains('+'),
                "embedded, subset, to text: {font}"
            );
        }
        Ok(())
    }

    /// Whether the tools and the fonts are here.
    pub fn can_be_read() -> bool {
        let poppler = ["pdftotext", "pdffonts", "pdfinfo"];
        let poppler = poppler
            .iter()
            .all(|tool| Process::new(tool).arg("-v").output().is_ok());
        let fonts = [
            "truetype/noto/NotoNaskhArabic-Bold.ttf",
            "opentype/noto/NotoSerifCJK-Bold.ttc",
        ];
        poppler
            && fonts
                .iter()
                .all(|font| Path::new("/usr/share/fonts").join(font).exists())
    }
}
