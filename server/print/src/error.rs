use thiserror::Error;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// No file that serves this script is installed.
    #[error("no font for the script {script} is installed; on Debian: apt-get install {package}")]
    MissingFont {
        /// As Unicode names it: `Han`, `Arabic`.
        script: &'static str,
        /// The Debian package that has it.
        package: &'static str,
    },
    /// The fonts of its script are installed, and none of them has it. A page never shows an empty
    /// box in the place of somebody's name.
    #[error("no installed font has the character {character} (U+{code:04X}); {cure}",
        code = u32::from(*character), cure = cure(*package))]
    MissingGlyph {
        character: char,
        /// The Debian package that may have it; `None`: none that is known here has.
        package: Option<&'static str>,
    },
    /// A file that is called like a font and is none.
    #[error("the font {file} cannot be read: {cause}")]
    BrokenFont { file: String, cause: String },
    /// The writer of the PDF refused.
    #[error("the PDF cannot be written: {0}")]
    Refused(String),
}

fn cure(package: Option<&str>) -> String {
    match package {
        Some(package) => format!("on Debian: apt-get install {package}"),
        None => "write the text without it".to_owned(),
    }
}
