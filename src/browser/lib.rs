//! What the page asks of the browser: storage, files, the address, the theme.

#![cfg(target_arch = "wasm32")]

pub mod address;
pub mod alarm;
mod cores;
pub mod files;
mod indexed_db;
pub mod motion;
pub mod tab;
pub mod theme;

pub use cores::cores;
pub use indexed_db::IndexedDb;

/// The window this page lives in.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
