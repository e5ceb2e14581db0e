//! Asking the trainer why the model says what it says.

use std::sync::Arc;

use engine::explain::{Answer, Question};
use job::{Event, JobId, Reply, Request};
use leptos::prelude::*;

use super::{Bench, Context};
use crate::view::job::Job;

/// One place on the page that asks, and the last answer it got. It belongs to the component that makes it:
/// when that goes, nobody waits any more.
#[derive(Clone, Copy)]
pub(crate) struct Asking {
    bench: Bench,
    /// The answer, or why there is none; the one before stays until the next is there.
    pub(crate) found: RwSignal<Option<Result<Arc<Answer>, String>>>,
    /// The question under way.
    pub(crate) job: RwSignal<Job>,
    id: StoredValue<Option<JobId>>,
}

impl Asking {
    /// Nothing is asked yet.
    pub(crate) fn new() -> Self {
        let bench = Context::get().bench;
        let asking = Self {
            bench,
            found: RwSignal::new(None),
            job: RwSignal::new(Job::Idle),
            id: StoredValue::new(None),
        };
        on_cleanup(move || asking.withdraw());
        asking
    }

    /// Asks, and forgets what was asked before.
    pub(crate) fn ask(self, question: Question) {
        self.withdraw();
        self.job.set(Job::started());
        let request = Request::Explain { question: Box::new(question) };
        let id = self.bench.trainer.send(request, None, move |event| match event {
            Event::Progress { what, done, total } => self.job.set(Job::Running { what, done, total }),
            Event::Done(reply) => {
                if let Reply::Explained(answer) = *reply {
                    self.end(Ok(Arc::from(answer)));
                }
            }
            Event::Failed(text) => self.end(Err(text)),
            Event::Lost(reason) => self.end(Err(format!("this was interrupted ({reason}); train again"))),
            Event::Hello { .. } => {}
        });
        self.id.set_value(Some(id));
    }

    /// Ends the question under way. The worker that works at it holds the model, and ends with it.
    pub(crate) fn stop(self) {
        if let Some(id) =
            self.id.try_get_value().flatten().filter(|_| self.job.with_untracked(Job::is_running))
        {
            self.bench.trainer.stop(id);
            self.bench.model_held.set(false);
            self.id.set_value(None);
            self.job.set(Job::Idle);
        }
    }

    fn end(self, found: Result<Arc<Answer>, String>) {
        self.job.set(Job::Idle);
        self.id.set_value(None);
        self.found.set(Some(found));
    }

    fn withdraw(self) {
        if let Some(id) = self.id.try_get_value().flatten() {
            self.bench.trainer.withdraw(id);
        }
    }
}
