//! The worker's side: streams files, runs jobs, reports progress.

use std::cell::RefCell;
use std::rc::Rc;

use engine::error::EngineError;
use engine::progress::Progress;
use engine::table::read::{self, Ingested, Outcome, ReadOptions, Reader};
use job::{Event, FromWorker, JobId, PROTOCOL, Reply, Request, Runner, ToWorker};
use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::lock;

/// Bytes read from a file at a time.
const CHUNK: f64 = 4.0 * 1024.0 * 1024.0;
/// Bytes that a preview looks at.
const PREVIEW: f64 = 1024.0 * 1024.0;
/// Milliseconds between two reports of progress.
const REPORT_EVERY: f64 = 50.0;

/// Starts listening. The first message out is [`Event::Hello`].
pub fn start() {
    std::panic::set_hook(Box::new(|panic| post(0, Event::Lost(panic.to_string()))));
    let runner = Rc::new(RefCell::new(Runner::new()));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        let blob = field(&data, "blob").dyn_into::<Blob>().ok();
        match serde_wasm_bindgen::from_value::<ToWorker>(field(&data, "message")) {
            Ok(ToWorker { id, request }) => {
                wasm_bindgen_futures::spawn_local(work(Rc::clone(&runner), id, request, blob));
            }
            Err(error) => post(0, Event::Lost(format!("a message could not be read: {error}"))),
        }
    });
    let scope = scope();
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let hello = || post(0, Event::Hello { protocol: PROTOCOL });
    let held = lock::request(&scope.name(), move || {
        hello();
        lock::forever()
    });
    if !held {
        hello();
    }
}

async fn work(runner: Rc<RefCell<Runner>>, id: JobId, request: Request, blob: Option<Blob>) {
    let event = match perform(&runner, id, request, blob).await {
        Ok(reply) => Event::Done(Box::new(reply)),
        Err(text) => Event::Failed(text),
    };
    post(id, event);
}

async fn perform(
    runner: &RefCell<Runner>,
    id: JobId,
    request: Request,
    blob: Option<Blob>,
) -> Result<Reply, String> {
    match (request, blob) {
        (Request::Preview { options }, Some(blob)) => {
            let bytes = slice(&blob, 0.0, PREVIEW).await?;
            read::preview(&bytes, &options).map(Reply::Previewed).map_err(|error| error.to_string())
        }
        (Request::Open { options }, Some(blob)) => {
            let start = js_sys::Date::now();
            let ingested = stream(id, &blob, &options).await?;
            Ok(Reply::Opened(runner.borrow_mut().open(ingested, js_sys::Date::now() - start)))
        }
        (request, _) => {
            let mut reporter = Reporter { id, last: js_sys::Date::now() };
            runner.borrow_mut().handle(request, &mut reporter).map_err(|error| error.to_string())
        }
    }
}

/// Reads a whole file; the next chunk is on its way while one is parsed.
async fn stream(id: JobId, blob: &Blob, options: &ReadOptions) -> Result<Ingested, String> {
    let mut reporter = Reporter { id, last: js_sys::Date::now() };
    let mut reader = Reader::new(options);
    loop {
        let (mut at, size) = (0.0, blob.size());
        let mut next = chunk(blob, at, at + CHUNK)?;
        while at < size {
            let bytes = bytes(next).await?;
            at += CHUNK;
            next = chunk(blob, at, at + CHUNK)?;
            reader.push(&bytes).map_err(|error| error.to_string())?;
            reporter.report("reading", at.min(size), size);
        }
        match reader.finish().map_err(|error| error.to_string())? {
            Outcome::Done(ingested) => return Ok(*ingested),
            Outcome::Again(plan) => reader = Reader::with_plan(plan),
        }
    }
}

fn chunk(blob: &Blob, start: f64, end: f64) -> Result<Promise, String> {
    let size = blob.size();
    blob.slice_with_f64_and_f64(start.min(size), end.min(size))
        .map(|part| part.array_buffer())
        .map_err(unreadable)
}

async fn bytes(buffer: Promise) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(buffer).await.map_err(unreadable)?;
    Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec())
}

async fn slice(blob: &Blob, start: f64, end: f64) -> Result<Vec<u8>, String> {
    bytes(chunk(blob, start, end)?).await
}

fn unreadable(error: JsValue) -> String {
    let cause = error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(String::new, |e| format!(" ({})", String::from(e.message())));
    format!(
        "the file can no longer be read{cause}; it may have been moved or changed, or be a folder: choose a file"
    )
}

/// Sends progress to the page, not too often.
struct Reporter {
    id: JobId,
    last: f64,
}

impl Reporter {
    fn report(&mut self, what: &str, done: f64, total: f64) {
        let now = js_sys::Date::now();
        if now - self.last >= REPORT_EVERY {
            self.last = now;
            post(self.id, Event::Progress { what: what.to_owned(), done, total });
        }
    }
}

impl Progress for Reporter {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        self.report(what, done as f64, total as f64);
        Ok(())
    }
}

fn post(id: JobId, event: Event) {
    // The JSON form writes maps as plain objects, which structured cloning copies fastest.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    if let Ok(message) = (FromWorker { id, event }).serialize(&serializer) {
        // A message that cannot be posted leaves nobody to tell.
        let _ = scope().post_message(&message);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
