//! Mail addresses that letters can be sent to.

/// Whether a text is one mail address that letters can be sent to: `local@domain` in ASCII, 254
/// bytes at most. Quoted local parts are legal and used by nobody; they are refused, as whatever
/// could end a header or begin a second address.
pub fn is_mail_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let atom = |part: &str| {
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
        !part.is_empty() && part.bytes().all(plain)
    };
    let label = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let edges = part.starts_with('-') || part.ends_with('-');
        (1..=63).contains(&part.len()) && part.bytes().all(plain) && !edges
    };
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(atom)
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::is_mail_address;

    #[test]
    fn a_mail_address_is_one_address_and_nothing_else() {
        for good in [
            "a@b",
            "lea.hoffmann@aachen.de",
            "o'neill+forum@xn--mller-kva.example",
        ] {
            assert!(is_mail_address(good), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a..b@c",
            ".a@b",
            "a@b.",
            "a@-b",
            "a b@c",
            "a@b,c@d",
            "a@b\r\nBcc: c@d",
            "Lea <lea@aachen.de>",
            "\"a\"@b",
            "\u{e9}@b",
            long.as_str(),
        ] {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }
}
