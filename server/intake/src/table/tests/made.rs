//! Small workbooks, part by part.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) const RELS: &str = r#"<Relationships xmlns="x"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What the sheets of a workbook hold: name, further attributes, and the XML between `<worksheet>`.
pub(crate) struct Made<'m> {
    pub(crate) sheets: Vec<(&'m str, &'m str, String)>,
    pub(crate) strings: &'m [&'m str],
    /// Number formats of cells 1, 2, ... by code.
    pub(crate) formats: &'m [&'m str],
    pub(crate) from_1904: bool,
}

impl Made<'_> {
    pub(crate) fn of(rows: &str) -> Made<'static> {
        Made {
            sheets: vec![("Sheet1", "", format!("<sheetData>{rows}</sheetData>"))],
            strings: &[],
            formats: &[],
            from_1904: false,
        }
    }

    pub(crate) fn parts(&self) -> Vec<(String, String)> {
        let (mut listed, mut related, mut parts) = (String::new(), String::new(), Vec::new());
        for (place, (name, more, content)) in (1..).zip(&self.sheets) {
            listed +=
                &format!(r#"<sheet name="{name}" sheetId="{place}" {more} r:id="r{place}"/>"#);
            related += &format!(
                r#"<Relationship Id="r{place}" Type="{TYPE}/worksheet" Target="worksheets/sheet{place}.xml"/>"#
            );
            let path = format!("xl/worksheets/sheet{place}.xml");
            parts.push((
                path,
                format!("<worksheet xmlns=\"x\">{content}</worksheet>"),
            ));
        }
        related += &format!(
            r#"<Relationship Id="s" Type="{TYPE}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="f" Type="{TYPE}/styles" Target="styles.xml"/>"#
        );
        let strings: String = self
            .strings
            .iter()
            .map(|text| format!("<si>{text}</si>"))
            .collect();
        let (mut own, mut used) = (String::new(), String::new());
        for (id, code) in (200..).zip(self.formats) {
            own += &format!(r#"<numFmt numFmtId="{id}" formatCode="{code}"/>"#);
            used += &format!(r#"<xf numFmtId="{id}"/>"#);
        }
        let date1904 = if self.from_1904 { "1" } else { "0" };
        let file = |name: &str, text: String| (name.to_owned(), text);
        parts.extend([
            file("_rels/.rels", RELS.to_owned()),
            file("xl/workbook.xml", format!(r#"<workbook xmlns:r="r"><workbookPr date1904="{date1904}"/><sheets>{listed}</sheets></workbook>"#)),
            file("xl/_rels/workbook.xml.rels", format!("<Relationships>{related}</Relationships>")),
            file("xl/sharedStrings.xml", format!(r#"<sst count="9" uniqueCount="18446744073709551615">{strings}</sst>"#)),
            file("xl/styles.xml", format!(r#"<styleSheet><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>"#)),
        ]);
        parts
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        archive(&self.parts())
    }
}

pub(crate) fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .expect("begins");
        zip.write_all(text.as_bytes()).expect("writes");
    }
    zip.finish().expect("ends").into_inner()
}
