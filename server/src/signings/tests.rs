use std::collections::BTreeSet;

fn placeholders(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_sentence_says_the_same_in_every_language() {
    for line in include_str!("words.tsv").lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 10, "{line}");
        for text in &fields[1..] {
            assert!(!text.trim().is_empty(), "{line}");
            assert_eq!(placeholders(text), placeholders(fields[2]), "{line}");
            let parts = |text: &str| text.split('|').count();
            assert_eq!(parts(text), parts(fields[2]), "{line}");
        }
    }
}
