//! A `Worker` of the browser whose `Drop` terminates it.

use job::{FromWorker, ToWorker};
use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A running worker.
pub(crate) struct Thread {
    worker: Worker,
    name: String,
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
        let worker = Worker::new_with_options(&address(), &options)
            .map_err(|_| "the browser does not let this page start a worker".to_owned())?;
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
        Ok(Self { worker, name, _on_message: on_message, _on_error: on_error })
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

/// The worker's address. Its file has no hash in its name, so the build's id tells caches which one.
fn address() -> String {
    let build = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=build-id]").ok().flatten())
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
    format!("./worker_loader.js?build={build}")
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
