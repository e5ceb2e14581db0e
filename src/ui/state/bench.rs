//! The jobs and their results.
//!
//! Two workers, so that a long training never keeps rows, previews or plans waiting: the desk reads
//! the data and answers small questions, the trainer runs the line.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use engine::evaluate::{PartName, Slices};
use engine::pipeline::PipelineSpec;
use engine::profile::{Alert, Profile};
use engine::run::RunReport;
use engine::table::read::Preview;
use job::{Change, Dataset, Event, JobId, Page, Plan, Reply, Request, Stage};
use leptos::prelude::*;
use web_sys::Blob;
use worker::Client;

use super::{Notices, Tone, Tuning};
use crate::view::job::Job;

/// Hears the events of one job.
type Hearer = Rc<dyn Fn(Event)>;

/// One worker and who waits for its answers.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    client: StoredValue<Option<Client>, LocalStorage>,
    waiting: StoredValue<HashMap<JobId, Hearer>, LocalStorage>,
    name: &'static str,
    notices: Notices,
    /// Hears that the worker died, at work or at rest.
    lost: Callback<()>,
}

/// What the profile job gives.
pub(crate) type Described = (Profile, Vec<Alert>);

/// Jobs and their results.
#[derive(Clone, Copy)]
pub(crate) struct Bench {
    /// Reads the data and answers small questions.
    pub(crate) desk: Desk,
    /// Runs the line.
    pub(crate) trainer: Desk,
    /// The table.
    pub(crate) dataset: RwSignal<Option<Arc<Dataset>>>,
    /// Reading it.
    pub(crate) opening: RwSignal<Job>,
    /// The beginning of the file as text, under the options of now.
    pub(crate) preview: RwSignal<Option<Arc<Preview>>>,
    /// Every column described.
    pub(crate) profile: RwSignal<Option<Arc<Described>>>,
    /// What split and steps would do.
    pub(crate) plan: RwSignal<Option<Arc<Plan>>>,
    /// Finding that out.
    pub(crate) planning: RwSignal<Job>,
    /// The last run.
    pub(crate) report: RwSignal<Option<Arc<RunReport>>>,
    /// The run under way.
    pub(crate) training: RwSignal<Job>,
    /// The search for better settings.
    pub(crate) tuning: Tuning,
    /// Whether the trainer holds the pipeline of the last run: it is gone after Stop and reload.
    pub(crate) model_held: RwSignal<bool>,
    /// Whether a change of the model trains at once.
    pub(crate) retrain: RwSignal<bool>,
    /// How many tables were opened: what belongs to an older one is dropped.
    pub(crate) edition: RwSignal<u32>,
    /// The edition whose table the trainer holds.
    pub(crate) trainer_edition: StoredValue<u32>,
    /// The job that trains.
    pub(crate) training_id: StoredValue<JobId>,
    /// The job that opens.
    pub(crate) opening_id: StoredValue<JobId>,
}

impl Desk {
    fn new(name: &'static str, notices: Notices, lost: Callback<()>) -> Self {
        Self {
            client: StoredValue::new_local(None),
            waiting: StoredValue::new_local(HashMap::new()),
            name,
            notices,
            lost,
        }
    }

    /// Sends a job; `hear` gets its events, and [`Event::Lost`] when its worker dies.
    pub(crate) fn send(self, request: Request, blob: Option<Blob>, hear: impl Fn(Event) + 'static) -> JobId {
        let id = self.client().send(request, blob);
        self.waiting.update_value(|waiting| {
            waiting.insert(id, Rc::new(hear));
        });
        id
    }

    /// Ends a job; nobody hears of it any more.
    pub(crate) fn stop(self, id: JobId) {
        self.waiting.update_value(|waiting| {
            waiting.remove(&id);
        });
        self.client().stop(id);
    }

    /// Forgets a job: nobody hears of it any more. One that waits is not done; one under way goes on.
    pub(crate) fn withdraw(self, id: JobId) {
        self.waiting.update_value(|waiting| {
            waiting.remove(&id);
        });
        self.client().withdraw(id);
    }

    /// Starts the worker, so that the first job need not wait for it.
    pub(crate) fn start(self) {
        self.client();
    }

    /// The worker, started at the first need.
    fn client(self) -> Client {
        if let Some(client) = self.client.get_value() {
            return client;
        }
        let client = Client::new(Rc::new(move |id, event| self.hear(id, event)));
        self.client.set_value(Some(client.clone()));
        client
    }

    fn hear(self, id: JobId, event: Event) {
        let ends = !matches!(event, Event::Progress { .. });
        match &event {
            Event::Lost(reason) => {
                self.lost.run(());
                self.notices.say(
                    Tone::Bad,
                    format!("The {} stopped unexpectedly ({reason}). A new one has taken its place; your data and settings are all here.", self.name),
                );
            }
            Event::Failed(text) if id == 0 => self.notices.say(Tone::Bad, text.clone()),
            _ => {}
        }
        let hearer = self.waiting.try_with_value(|waiting| waiting.get(&id).cloned()).flatten();
        if ends {
            self.waiting.update_value(|waiting| {
                waiting.remove(&id);
            });
        }
        if let Some(hearer) = hearer {
            hearer(event);
        }
    }
}

impl Bench {
    pub(crate) fn new(notices: Notices) -> Self {
        let model_held = RwSignal::new(false);
        Self {
            desk: Desk::new("data worker", notices, Callback::new(|()| ())),
            trainer: Desk::new("training worker", notices, Callback::new(move |()| model_held.set(false))),
            dataset: RwSignal::new(None),
            opening: RwSignal::new(Job::Idle),
            preview: RwSignal::new(None),
            profile: RwSignal::new(None),
            plan: RwSignal::new(None),
            planning: RwSignal::new(Job::Idle),
            report: RwSignal::new(None),
            training: RwSignal::new(Job::Idle),
            tuning: Tuning::new(),
            model_held,
            retrain: RwSignal::new(true),
            edition: RwSignal::new(0),
            trainer_edition: StoredValue::new(0),
            training_id: StoredValue::new(0),
            opening_id: StoredValue::new(0),
        }
    }

    /// Asks for the figures of the last run by the values of a column; `show` gets them, or why there
    /// are none.
    pub(crate) fn slices(
        self,
        part: PartName,
        column: String,
        show: impl Fn(Result<Slices, String>) + 'static,
    ) {
        self.trainer.send(Request::Slices { part, column }, None, move |event| match event {
            Event::Done(reply) => {
                if let Reply::Sliced(slices) = *reply {
                    show(Ok(slices));
                }
            }
            Event::Failed(text) | Event::Lost(text) => show(Err(text)),
            _ => {}
        });
    }

    /// Asks what a step of `spec` does to the training rows: some of them, from the first of `page` on; `show`
    /// gets it, or why it cannot be told.
    pub(crate) fn change(
        self,
        spec: PipelineSpec,
        step: usize,
        only_changed: bool,
        (start, count): (usize, usize),
        show: impl Fn(Result<Change, String>) + 'static,
    ) {
        let request = Request::Change { spec: Box::new(spec), step, only_changed, start, count };
        self.desk.send(request, None, move |event| match event {
            Event::Done(reply) => {
                if let Reply::Changed(change) = *reply {
                    show(Ok(*change));
                }
            }
            Event::Failed(text) | Event::Lost(text) => show(Err(text)),
            _ => {}
        });
    }

    /// Asks for rows of a table; `show` gets them, or why there are none.
    pub(crate) fn rows(
        self,
        stage: Stage,
        start: usize,
        count: usize,
        show: impl Fn(Result<Page, String>) + 'static,
    ) {
        self.desk.send(Request::Rows { stage, start, count }, None, move |event| match event {
            Event::Done(reply) => {
                if let Reply::Rows(page) = *reply {
                    show(Ok(page));
                }
            }
            Event::Failed(text) | Event::Lost(text) => show(Err(text)),
            _ => {}
        });
    }
}
