//! The entry point of the page's worker. Natively there is nothing to run here.

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::host::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program is the worker of the web page; build it for wasm32-unknown-unknown.");
}
