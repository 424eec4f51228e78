//! What tests stand on.

use std::path::PathBuf;

use crate::Fonts;

/// The fonts of this machine. None where they are not installed, which `CI` takes for a failure
/// unless `YUNQIAO_LEAVE_OUT` names `fonts`.
pub(crate) fn fonts() -> Option<Fonts> {
    let folder = PathBuf::from("/usr/share/fonts");
    let files = ["NotoSans-Regular.ttf", "NotoSerifCJK-Bold.ttc"];
    let fonts = Fonts::in_folders(&[folder]);
    if files.iter().all(|file| fonts.has_file(file)) {
        return Some(fonts);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told so by the environment"
    )]
    let set = |name| std::env::var(name).unwrap_or_default();
    let may = set("CI").is_empty()
        || set("YUNQIAO_LEAVE_OUT")
            .split(',')
            .any(|it| it.trim() == "fonts");
    assert!(may, "fonts-noto-core and fonts-noto-cjk are not installed");
    eprintln!("Left out: fonts-noto-core and fonts-noto-cjk are not installed.");
    None
}
