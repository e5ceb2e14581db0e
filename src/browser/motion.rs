//! Whether the person's system asks for less motion.

use crate::window;

/// Whether it does.
#[must_use]
pub fn is_reduced() -> bool {
    window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}
