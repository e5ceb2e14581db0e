//! A `Worker` of the browser whose `Drop` terminates it.

use job::{FromWorker, ToWorker};
use js_sys::{Array, JSON, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

/// A running worker.
pub(crate) struct Thread {
    worker: Worker,
    name: String,
    address: String,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Thread {
    /// Starts a worker called `name`; `on_message` hears its messages and `on_error` why it failed.
    pub(crate) fn start(
        name: String,
        on_message: impl Fn(FromWorker) + 'static,
        on_error: impl Fn(String) + 'static,
    ) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(&name);
        let refused = "the browser does not let this page start a worker";
        let address = address().ok_or(refused)?;
        let worker = Worker::new_with_options(&address, &options).map_err(|_| refused.to_owned())?;
        let on_error = std::rc::Rc::new(on_error);
        let unread = std::rc::Rc::clone(&on_error);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match serde_wasm_bindgen::from_value(event.data()) {
                Ok(message) => on_message(message),
                Err(error) => unread(format!("its message could not be read: {error}")),
            }
        });
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            let text = Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            on_error(text.unwrap_or_else(|| "its program could not be loaded".to_owned()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, name, address, _on_message: on_message, _on_error: on_error })
    }

    /// The name it was started with.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sends a message, and a file with it.
    pub(crate) fn post(&self, message: &ToWorker, blob: Option<&Blob>) -> Result<(), String> {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        let message = message.serialize(&serializer).map_err(|error| error.to_string())?;
        let envelope = Object::new();
        let parts = [("message", Some(message)), ("blob", blob.map(JsValue::from))];
        for (key, value) in parts {
            if let Some(value) = value {
                Reflect::set(&envelope, &key.into(), &value)
                    .map_err(|_| "a message could not be made".to_owned())?;
            }
        }
        self.worker.post_message(&envelope).map_err(|_| "a message could not be sent".to_owned())
    }
}

/// The address of a blob that loads the worker. A worker started from a blob inherits the page's
/// content security policy; one loaded from an address of its own would be bound by none. The
/// program's file has no hash in its name, so the build's id tells caches which one is meant.
fn address() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let build = document.query_selector("meta[name=build-id]").ok()??.get_attribute("content")?;
    let base = document.base_uri().ok()??;
    let loader = Url::new_with_base(&format!("./worker_loader.js?build={build}"), &base).ok()?.href();
    let code = format!("await import({});", JSON::stringify(&loader.into()).ok()?);
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&code.into()), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        // The address is of this thread's making, so it can be given back.
        let _ = Url::revoke_object_url(&self.address);
    }
}
