//! Telling whether another tab works on the same project.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

const LOCK: &str = "pipeline-playground-project";

/// Calls `owner` with true when this tab is the only one that works on the project, and with false
/// when another does; then again with true when that other one is gone.
pub fn own(owner: impl Fn(bool) + Clone + 'static) {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap_or(JsValue::UNDEFINED);
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>) else {
        // Without Web Locks two tabs cannot be told apart; the last one to save wins.
        return owner(true);
    };
    let options = js_sys::Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
    let waiting = (request.clone(), locks.clone(), owner.clone());
    let at_once = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if !lock.is_null() {
            owner(true);
            return Promise::new(&mut |_, _| {}).into();
        }
        owner(false);
        let (request, locks, owner) = waiting;
        let later = Closure::once_into_js(move |_: JsValue| -> JsValue {
            owner(true);
            Promise::new(&mut |_, _| {}).into()
        });
        // The request only fails for a page that is being closed.
        let _ = request.call2(&locks, &LOCK.into(), &later);
        JsValue::UNDEFINED
    });
    // As above.
    let _ = request.call3(&locks, &LOCK.into(), &options, &at_once);
}
