//! The part of the address after `#`.

use crate::window;

/// What stands there, without the `#`.
#[must_use]
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Puts `fragment` there as a new entry of the history, unless it stands there already.
pub fn set_fragment(text: &str) {
    if fragment() != text
        && let Some(window) = window()
    {
        // A refused address only costs the bookmark.
        let _ = window.location().set_hash(text);
    }
}
