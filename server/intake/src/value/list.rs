//! Several things in one cell.

/// The parts of a cell that no name has in it: `甲、乙；丙`, a line each, `a; b`.
pub fn coarse(text: &str) -> Vec<&str> {
    parts(text, |letter| {
        matches!(letter, '、' | '；' | ';' | '|' | '\n' | '\r')
    })
}

/// The parts where names may hold the signs too: commas, strokes, `and`.
pub fn fine(text: &str) -> Vec<&str> {
    let signs = |letter| {
        matches!(
            letter,
            '、' | '；' | ';' | '|' | '\n' | '\r' | ',' | '，' | '/' | '／' | '&' | '＆' | '+'
        )
    };
    let mut fine = Vec::new();
    for part in parts(text, signs) {
        let mut rest = part;
        while let Some((before, word)) = joined(rest) {
            fine.push(rest.get(..before).unwrap_or_default().trim());
            rest = rest.get(before + word..).unwrap_or_default();
        }
        fine.push(rest.trim());
    }
    fine.retain(|part| !part.is_empty());
    fine
}

/// Where a word of joining stands, and its length.
fn joined(text: &str) -> Option<(usize, usize)> {
    let words = [" and ", "和", "及", "与"];
    let places = words.iter().filter_map(|word| {
        let place = text.find(word)?;
        Some((place, word.len()))
    });
    places.min()
}

fn parts(text: &str, separates: impl Fn(char) -> bool) -> Vec<&str> {
    let parts = text.split(separates).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_taken_apart_no_further_than_asked() {
        assert_eq!(
            coarse("德累斯顿、喀山；Washington, D.C.\nCape Town / Kaapstad"),
            [
                "德累斯顿",
                "喀山",
                "Washington, D.C.",
                "Cape Town / Kaapstad"
            ]
        );
        assert_eq!(
            fine("政府/企业，学校和协会, schools and citizens & others"),
            [
                "政府", "企业", "学校", "协会", "schools", "citizens", "others"
            ]
        );
        assert_eq!(fine(" 、 "), Vec::<&str>::new());
        assert_eq!(fine("和平"), ["平"]);
    }
}
