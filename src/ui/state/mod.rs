//! What the page knows: [`Project`], the person's work, and [`Bench`], the jobs and their results.
//! Both are made once, in `App`, and found by context. Files here named after verbs change them.

mod asking;
mod autosave;
mod bench;
mod notice;
mod open;
mod plan;
mod project;
mod roles;
mod train;
mod tune;

pub(crate) use asking::Asking;
pub(crate) use autosave::{restore, start as autosave};
pub(crate) use bench::Bench;
pub(crate) use notice::{Notices, Tone};
pub(crate) use open::{NewData, open, open_sample, open_spec, reread};
pub(crate) use plan::start as plan_on_change;
pub(crate) use project::Project;
pub(crate) use roles::change_roles;
pub(crate) use train::{
    export_model, export_report, export_trials, hold_table, open_test, start_on_change as train_on_change,
    stop, train,
};
pub(crate) use tune::{Tuning, stop as stop_tuning, tune, use_trial};

use leptos::prelude::*;

/// Everything the page knows.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    /// The person's work.
    pub(crate) project: Project,
    /// Jobs and their results.
    pub(crate) bench: Bench,
    /// What the person should hear of.
    pub(crate) notices: Notices,
}

impl Context {
    /// Makes it, once.
    pub(crate) fn new() -> Self {
        let notices = Notices::new();
        Self { project: Project::new(), bench: Bench::new(notices), notices }
    }

    /// The one that `App` made.
    pub(crate) fn get() -> Self {
        expect_context()
    }
}
