//! Light or dark: the system's choice unless this page was told otherwise.

use crate::window;

const KEY: &str = "theme";

/// Whether the page is dark now.
#[must_use]
pub fn is_dark() -> bool {
    match stored().as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten())
            .is_some_and(|query| query.matches()),
    }
}

/// Applies what was chosen on an earlier visit.
pub fn restore() {
    if let Some(theme) = stored() {
        apply(&theme);
    }
}

/// Chooses, now and for later visits.
pub fn set_dark(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    apply(theme);
    if let Some(storage) = storage() {
        // Without storage the choice lasts as long as the page.
        let _ = storage.set_item(KEY, theme);
    }
}

/// The value of a custom property such as `--ink`, in the theme of now.
#[must_use]
pub fn property(name: &str) -> String {
    let style = window().and_then(|window| {
        let root = window.document()?.document_element()?;
        window.get_computed_style(&root).ok().flatten()
    });
    let value = style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
    resolve_light_dark(value.trim(), is_dark())
}

/// A custom property keeps `light-dark(a, b)` as it is written; this picks the side.
fn resolve_light_dark(value: &str, dark: bool) -> String {
    let Some(pair) = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')')) else {
        return value.to_owned();
    };
    let (light, darker) = pair.split_once(',').unwrap_or((pair, pair));
    if dark { darker } else { light }.trim().to_owned()
}

fn apply(theme: &str) {
    if let Some(root) = window().and_then(|window| window.document()).and_then(|d| d.document_element()) {
        // An attribute of a fixed name cannot be refused.
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn stored() -> Option<String> {
    storage()?.get_item(KEY).ok().flatten()
}

fn storage() -> Option<web_sys::Storage> {
    window()?.local_storage().ok().flatten()
}
