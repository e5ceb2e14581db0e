//! How the page learns that a worker is gone, even one that ended without a word: the worker holds a
//! Web Lock as long as it lives, and the page waits for the same lock.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// Asks for the lock `name` and calls `granted` when it is ours; `granted` says until when we keep it.
/// Does nothing where the browser has no Web Locks (a page served without TLS from another machine).
pub(crate) fn request(name: &str, granted: impl FnOnce() -> Promise + 'static) -> bool {
    let locks = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"locks".into()))
        .unwrap_or(JsValue::UNDEFINED);
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>) else {
        return false;
    };
    let granted = Closure::once_into_js(move |_lock: JsValue| granted());
    match request.call2(&locks, &name.into(), &granted) {
        Ok(promise) => {
            // The promise is rejected when this side is torn down first; nobody is left to care.
            let ignore = Closure::once_into_js(|_: JsValue| {});
            let caught = Reflect::get(&promise, &"catch".into()).and_then(JsCast::dyn_into::<Function>);
            caught.is_ok_and(|catch| catch.call1(&promise, &ignore).is_ok())
        }
        Err(_) => false,
    }
}

/// A promise that is never kept: the lock is held until the thread ends.
pub(crate) fn forever() -> Promise {
    Promise::new(&mut |_, _| {})
}
