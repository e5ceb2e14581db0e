//! Telling whether another tab works on the same project.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const LOCK: &str = "pipeline-playground-project";

/// Milliseconds for which the project must have been nobody's before a tab that waited takes it over. A tab
/// that is loaded anew gives it up and asks for it again within that time, and finds its own work.
const GRACE: i32 = 4_000;

/// Calls `owner` with true when this tab is the only one that works on the project, and with false
/// when another does; then again with true when that other one is gone for good.
pub fn own(owner: impl Fn(bool) + 'static) {
    let Some(locks) = Locks::of_browser() else {
        // Without Web Locks two tabs cannot be told apart; the last one to save wins.
        return owner(true);
    };
    spawn_local(async move {
        if locks.take().await {
            return owner(true);
        }
        owner(false);
        // Waiting only fails for a page that is being closed.
        while locks.free().await.is_ok() && pause(GRACE).await.is_ok() {
            if locks.take().await {
                return owner(true);
            }
        }
    });
}

/// The browser's lock manager.
struct Locks {
    manager: JsValue,
    request: Function,
}

impl Locks {
    fn of_browser() -> Option<Self> {
        let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
        let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
        let request = Reflect::get(&manager, &"request".into()).ok()?.dyn_into().ok()?;
        Some(Self { manager, request })
    }

    /// Takes the lock, unless another tab has it, and keeps it as long as the page lives.
    async fn take(&self) -> bool {
        let options = Object::new();
        // A plain object takes any property.
        let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
        let taken = Promise::new(&mut |answer, _| {
            let hold = Closure::once_into_js(move |lock: JsValue| -> JsValue {
                let taken = !lock.is_null();
                // Calling the function that settles a promise does not fail.
                let _ = answer.call1(&JsValue::UNDEFINED, &taken.into());
                if taken { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
            });
            // A page that is being closed gets no answer, and needs none.
            let _ = self.request.call3(&self.manager, &LOCK.into(), &options, &hold);
        });
        JsFuture::from(taken).await.is_ok_and(|taken| taken.is_truthy())
    }

    /// Waits until nobody has the lock.
    async fn free(&self) -> Result<(), JsValue> {
        let at_once = Closure::once_into_js(|_: JsValue| JsValue::UNDEFINED);
        let free = self.request.call2(&self.manager, &LOCK.into(), &at_once)?;
        JsFuture::from(Promise::resolve(&free)).await.map(drop)
    }
}

async fn pause(milliseconds: i32) -> Result<(), JsValue> {
    let mut set = Ok(0);
    let over = Promise::new(&mut |answer, _| {
        set = web_sys::window().ok_or(JsValue::NULL).and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&answer, milliseconds)
        });
    });
    set?;
    JsFuture::from(over).await.map(drop)
}
