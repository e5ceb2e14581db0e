//! The page's end of the worker: one job at a time, Stop by terminating, and a dead worker replaced.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use job::{Event, FromWorker, JobId, PROTOCOL, Reply, Request, ToWorker};
use web_sys::Blob;

use crate::lock;
use crate::thread::Thread;

/// Hears what happens to jobs. Id 0 stands for the worker itself.
pub type Listener = Rc<dyn Fn(JobId, Event)>;

/// How often in a row a worker may die before it has said hello.
const MAX_FALSE_STARTS: u32 = 3;

/// The page's handle of its worker. Clones share the worker.
#[derive(Clone)]
pub struct Client {
    state: Rc<RefCell<State>>,
}

struct State {
    listener: Listener,
    thread: Option<Thread>,
    ready: bool,
    started: u32,
    false_starts: u32,
    last_id: JobId,
    queue: VecDeque<Job>,
    current: Option<Job>,
    /// The job that read the table the worker holds, to be done again by its successor.
    source: Option<Job>,
}

#[derive(Clone)]
struct Job {
    id: JobId,
    request: Request,
    blob: Option<Blob>,
}

impl Job {
    /// Whether it reads a table that later jobs need.
    fn is_reading(&self) -> bool {
        matches!(self.request, Request::Open { .. } | Request::Generate { .. })
    }
}

impl Client {
    /// Starts a worker.
    #[must_use]
    pub fn new(listener: Listener) -> Self {
        let state = State {
            listener,
            thread: None,
            ready: false,
            started: 0,
            false_starts: 0,
            last_id: 0,
            queue: VecDeque::new(),
            current: None,
            source: None,
        };
        let client = Self { state: Rc::new(RefCell::new(state)) };
        client.start();
        client
    }

    /// Queues a job. A file travels beside the message.
    pub fn send(&self, request: Request, blob: Option<Blob>) -> JobId {
        let id = {
            let mut state = self.state.borrow_mut();
            state.last_id += 1;
            let id = state.last_id;
            // Rows are waited for by somebody who looks at the page; only the table itself goes first.
            let place = match request {
                Request::Rows { .. } => state.queue.iter().take_while(|job| job.is_reading()).count(),
                _ => state.queue.len(),
            };
            state.queue.insert(place, Job { id, request, blob });
            id
        };
        self.pump();
        id
    }

    /// Ends a job: a waiting one is forgotten, the running one dies with its worker, whose successor
    /// reads the same table again. The listener hears no more of it.
    pub fn stop(&self, id: JobId) {
        let running = {
            let mut state = self.state.borrow_mut();
            state.queue.retain(|job| job.id != id);
            state.current.take_if(|job| job.id == id).is_some()
        };
        if running {
            self.restart();
        }
    }

    /// Forgets a job that waits; one under way goes on.
    pub fn withdraw(&self, id: JobId) {
        self.state.borrow_mut().queue.retain(|job| job.id != id);
    }

    /// Forgets the table, so that no successor reads it again.
    pub fn forget(&self) {
        self.state.borrow_mut().source = None;
        self.restart();
    }

    /// Ends the worker for good, whatever it does; the listener hears no more.
    pub fn end(&self) {
        let mut state = self.state.borrow_mut();
        state.started += 1;
        state.thread = None;
        state.ready = false;
        state.current = None;
        state.source = None;
        state.queue.clear();
    }

    fn restart(&self) {
        {
            let mut state = self.state.borrow_mut();
            state.thread = None;
            state.ready = false;
            state.current = None;
            state.queue.retain(|job| job.id != 0);
            if let Some(source) = state.source.clone() {
                state.queue.push_front(Job { id: 0, ..source });
            }
        }
        self.start();
    }

    fn start(&self) {
        let generation = {
            let mut state = self.state.borrow_mut();
            state.started += 1;
            state.started
        };
        // The moment makes the name unique among the tabs of this origin, whose locks are shared.
        let name = format!("pipeline-{}-{generation}", js_sys::Date::now() + js_sys::Math::random());
        let (hears, fails) = (self.clone(), self.clone());
        let thread = Thread::start(
            name,
            move |message| hears.hear(generation, message),
            move |reason| fails.lost(generation, &reason),
        );
        match thread {
            Ok(thread) => self.state.borrow_mut().thread = Some(thread),
            Err(reason) => self.tell(0, Event::Failed(reason)),
        }
    }

    fn hear(&self, generation: u32, FromWorker { id, event }: FromWorker) {
        if self.state.borrow().started != generation {
            return;
        }
        match event {
            Event::Hello { protocol } if protocol == PROTOCOL => {
                self.watch(generation);
                let mut state = self.state.borrow_mut();
                state.ready = true;
                state.false_starts = 0;
            }
            Event::Hello { .. } => {
                self.tell(0, Event::Failed("this page was updated; reload it to go on".to_owned()));
                return;
            }
            Event::Lost(reason) => return self.lost(generation, &reason),
            Event::Progress { .. } => {
                if self.is_current(id) {
                    self.tell(id, event);
                }
                return;
            }
            Event::Done(_) | Event::Failed(_) => {
                if !self.is_current(id) {
                    return;
                }
                {
                    let mut state = self.state.borrow_mut();
                    let job = state.current.take();
                    match &event {
                        Event::Done(reply) if matches!(**reply, Reply::Opened(_)) => {
                            state.source = job;
                        }
                        Event::Failed(_) if id == 0 => state.source = None,
                        _ => {}
                    }
                }
                if id != 0 || matches!(event, Event::Failed(_)) {
                    self.tell(id, event);
                }
            }
        }
        self.pump();
    }

    /// Calls `lost` when the worker's lock becomes free.
    fn watch(&self, generation: u32) {
        let name = self.state.borrow().thread.as_ref().map(|thread| thread.name().to_owned());
        let client = self.clone();
        if let Some(name) = name {
            lock::request(&name, move || {
                client.lost(generation, "it ended without a word");
                js_sys::Promise::resolve(&wasm_bindgen::JsValue::UNDEFINED)
            });
        }
    }

    /// Replaces a dead worker and tells who waited for it.
    fn lost(&self, generation: u32, reason: &str) {
        let (victims, hopeless) = {
            let mut state = self.state.borrow_mut();
            if state.started != generation {
                return;
            }
            if !state.ready {
                state.false_starts += 1;
            }
            let mut victims: Vec<Job> = state.current.take().into_iter().collect();
            if victims.iter().any(Job::is_reading) {
                // What waits behind a table that was not read cannot be done either.
                victims.extend(state.queue.drain(..));
            }
            // A table that kills its reader is not read a third time.
            if victims.iter().any(|job| job.id == 0) {
                state.source = None;
            }
            (victims, state.false_starts >= MAX_FALSE_STARTS)
        };
        if hopeless {
            let text = format!("the worker cannot be started ({reason}); reload the page");
            return self.tell(0, Event::Failed(text));
        }
        self.restart();
        if victims.is_empty() {
            self.tell(0, Event::Lost(reason.to_owned()));
        }
        for job in victims {
            self.tell(job.id, Event::Lost(reason.to_owned()));
        }
    }

    fn is_current(&self, id: JobId) -> bool {
        self.state.borrow().current.as_ref().is_some_and(|job| job.id == id)
    }

    fn tell(&self, id: JobId, event: Event) {
        let listener = Rc::clone(&self.state.borrow().listener);
        listener(id, event);
    }

    /// Sends the next job when the worker is idle.
    fn pump(&self) {
        let failed = {
            let mut state = self.state.borrow_mut();
            if !state.ready || state.current.is_some() {
                return;
            }
            let Some(job) = state.queue.pop_front() else { return };
            let message = ToWorker { id: job.id, request: job.request.clone() };
            let sent = state.thread.as_ref().map(|thread| thread.post(&message, job.blob.as_ref()));
            let id = job.id;
            state.current = Some(job);
            match sent {
                Some(Err(reason)) => {
                    state.current = None;
                    Some((id, reason))
                }
                _ => None,
            }
        };
        if let Some((id, reason)) = failed {
            self.tell(id, Event::Failed(reason));
            self.pump();
        }
    }
}
