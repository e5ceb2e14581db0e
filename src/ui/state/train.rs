//! Training, stopping, and what follows a run.

use std::sync::Arc;
use std::time::Duration;

use engine::error::EngineError;
use job::{Event, Reply, Request};
use leptos::prelude::*;

use super::{Context, Tone};
use crate::view::job::Job;
use crate::view::line::is_stale;

/// Milliseconds without a change after which the model is trained anew.
const PAUSE: Duration = Duration::from_millis(150);

/// Runs the line with the spec of now. A run under way is stopped first.
pub(crate) fn train(context: Context) {
    run(context, false);
}

/// Judges the test rows too: an act that is counted.
pub(crate) fn open_test(context: Context) {
    run(context, true);
}

/// Stops the run under way.
pub(crate) fn stop(context: Context) {
    let bench = context.bench;
    if bench.training.get_untracked().is_running() {
        bench.training.set(Job::Idle);
        bench.model_held.set(false);
        bench.trainer.stop(bench.training_id.get_value());
    }
}

/// From now on, trains whenever the person changes the model's settings, if that is wanted and a
/// model was trained before.
pub(crate) fn start_on_change(context: Context) {
    let Context { project, bench, .. } = context;
    // Another project's model, or the one of the last visit, is no change.
    let model = Memo::new(move |_| (project.opened.get(), project.spec().with(|spec| spec.model.clone())));
    let again = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| {
        let known = bench.report.with_untracked(|report| {
            report.as_ref().is_some_and(|report| !is_stale(report, &project.spec().get_untracked()))
        });
        if bench.retrain.get_untracked() && !known {
            train(context);
        }
    });
    let again = StoredValue::new_local(again);
    Effect::new(move |before: Option<(u32, engine::models::ModelSpec)>| {
        let now = model.get();
        let changed = before.is_some_and(|before| before.0 == now.0 && before.1 != now.1);
        let trained = bench.report.with_untracked(Option::is_some)
            || bench.training.with_untracked(|job| *job != Job::Idle);
        if changed && trained {
            again.update_value(|again| again(()));
        }
        now
    });
}

/// Makes sure that the trainer reads the table of now before its next job; whether there is one.
pub(crate) fn hold_table(context: Context) -> bool {
    let Context { project, bench, .. } = context;
    let Some(source) = project.source.get_untracked() else { return false };
    let edition = bench.edition.get_untracked();
    if bench.trainer_edition.get_value() != edition {
        let options = project.spec().with_untracked(|spec| spec.read.clone());
        let request = super::open::request(&source, options);
        bench.trainer.send(request, project.data.get_value(), move |event| {
            if let Event::Failed(_) | Event::Lost(_) = event {
                bench.trainer_edition.set_value(0);
            }
        });
        bench.trainer_edition.set_value(edition);
    }
    true
}

fn run(context: Context, open_test: bool) {
    let Context { project, bench, .. } = context;
    stop(context);
    if !hold_table(context) {
        return;
    }
    let spec = project.spec().get_untracked();
    let edition = bench.edition.get_untracked();
    bench.training.set(Job::started());
    let id = bench.trainer.send(Request::Run { spec, open_test }, None, move |event| match event {
        Event::Progress { what, done, total } => bench.training.set(Job::Running { what, done, total }),
        Event::Done(reply) => {
            if let Reply::Ran(report) = *reply {
                bench.training.set(Job::Idle);
                bench.model_held.set(true);
                if open_test {
                    project.test_looks.update(|looks| *looks += 1);
                    project.looks.update(|looks| looks.extend(report.look()));
                }
                if bench.edition.get_untracked() == edition {
                    bench.report.set(Some(Arc::from(report)));
                }
            }
        }
        Event::Failed(text) => bench.training.set(Job::Failed(text)),
        Event::Lost(reason) => {
            bench.training.set(Job::Failed(format!("training was interrupted ({reason}); train again")));
        }
        Event::Hello { .. } => {}
    });
    bench.training_id.set_value(id);
}

/// Offers the report of the last run as a file: the one that the command line writes.
pub(crate) fn export_report(context: Context) {
    if let Some(report) = context.bench.report.get_untracked() {
        save(context, "report", engine::document::json("report", &*report));
    }
}

/// Offers the trials of the last search as a file: the one that the command line writes.
pub(crate) fn export_trials(context: Context) {
    if let Some(report) = context.bench.tuning.report.get_untracked() {
        save(context, "tuning", engine::document::json("report", &*report));
    }
}

fn save(context: Context, what: &str, json: Result<String, EngineError>) {
    let name = format!("{}.{what}.json", context.project.name().unwrap_or_default());
    let saved = json.map_err(|error| error.to_string());
    if let Err(text) = saved.and_then(|json| browser::files::download_text(&name, "application/json", &json))
    {
        context.notices.say(Tone::Bad, text);
    }
}

/// Offers the fitted pipeline of the last run as a file.
pub(crate) fn export_model(context: Context) {
    let name = format!("{}.model.json", context.project.name().unwrap_or_default());
    context.bench.trainer.send(Request::Model, None, move |event| {
        let saved = match event {
            Event::Done(reply) => match *reply {
                Reply::Model(json) => browser::files::download_text(&name, "application/json", &json),
                _ => Ok(()),
            },
            Event::Failed(text) | Event::Lost(text) => Err(text),
            Event::Hello { .. } | Event::Progress { .. } => Ok(()),
        };
        if let Err(text) = saved {
            context.notices.say(Tone::Bad, text);
        }
    });
}
