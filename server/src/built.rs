//! The web client as it was built, embedded in the binary: its pages are served, its flags printed.

use std::sync::Arc;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
#[allow_missing = true]
pub(crate) struct Built;

/// The flag of a country or region as SVG, by its ISO 3166-1 alpha-2 code; None where the client
/// has none, or was not built.
pub(crate) fn flag(country: &str) -> Option<Arc<str>> {
    let file = format!("/{}.svg", country.to_ascii_lowercase());
    let is_it = |name: &str| name.starts_with("assets/flags-") && name.ends_with(&file);
    let name = Built::iter().find(|name| is_it(name))?;
    let svg = String::from_utf8(Built::get(&name)?.data.into_owned()).ok()?;
    Some(Arc::from(svg))
}
