//! The page's worker: [`host`] runs inside it, [`Client`] is the page's end.

#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
pub mod host;
#[cfg(target_arch = "wasm32")]
mod lock;
#[cfg(target_arch = "wasm32")]
mod thread;

#[cfg(target_arch = "wasm32")]
pub use client::{Client, Listener};
