//! Why a file is no table. Such a file changes nothing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::Encoding;
use super::kind::OtherDocument;
use crate::place::Place;

/// Each says what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum TableError {
    #[error("there is no row with anything in it")]
    Empty,
    #[error("the file is larger than {most} bytes: split it")]
    TooLarge { most: u64 },
    #[error("more than {most} rows: split the file")]
    TooManyRows { most: u32 },
    #[error("{place}: something stands beyond column {most}: remove what is not part of the table")]
    TooWide { place: Place, most: u32 },
    #[error("{place}: the cell holds more than {most} bytes: shorten it")]
    CellTooLong { place: Place, most: u64 },
    #[error("{place}: the text is in no encoding that is known here: save the file as UTF-8")]
    UnknownEncoding { place: Place },
    #[error("{place}: the file says that it is {encoding}, and is not: save it as UTF-8")]
    Malformed { place: Place, encoding: Encoding },
    #[error("{place}: this is not text: save the sheet as .xlsx or as CSV")]
    NotText { place: Place },
    #[error(
        "{place}: the quotation mark at the beginning of this cell is never closed: close it, or double it"
    )]
    OpenQuote { place: Place },
    #[error("{place}: text follows the closing quotation mark: double the marks within the cell")]
    TextAfterQuote { place: Place },
    #[error("this is a workbook of the old kind (.xls): save it as .xlsx")]
    LegacyWorkbook,
    #[error("the workbook is protected with a password: save it without one")]
    Protected,
    #[error("this is {what}: save the table as .xlsx or as CSV")]
    OtherDocument { what: OtherDocument },
    #[error("unpacked, the workbook holds more than {most} bytes: save the sheet alone, or as CSV")]
    Inflated { most: u64 },
    #[error("the workbook is damaged ({part}): open it in a spreadsheet program and save it again")]
    Damaged { part: String },
    #[error("the workbook has no sheet named {name:?}")]
    NoSuchSheet { name: String },
}
