//! Keeps plan and profile in step with the spec and the table.

use std::sync::Arc;
use std::time::Duration;

use engine::models::ModelSpec;
use job::{Event, JobId, Reply, Request};
use leptos::prelude::*;

use super::Context;
use crate::view::job::Job;

/// Milliseconds without a change after which the plan is made anew.
const PAUSE: Duration = Duration::from_millis(120);

/// From now on, plans whenever the table, or the spec apart from its model, changes, and profiles
/// whenever the table or the target does.
pub(crate) fn start(context: Context) {
    let Context { project, bench, .. } = context;
    let spec = project.spec();
    let relevant = Memo::new(move |_| {
        let mut spec = spec.get();
        spec.model = ModelSpec::new(&spec.model.kind);
        spec.tune = None;
        (bench.edition.get(), spec)
    });
    let last = StoredValue::new(0 as JobId);
    let ask = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| {
        if bench.dataset.with_untracked(Option::is_none) {
            return;
        }
        let request = Request::Plan { spec: spec.get_untracked() };
        last.set_value(bench.desk.send(request, None, move |event| match event {
            Event::Done(reply) => {
                if let Reply::Planned(plan) = *reply {
                    bench.planning.set(Job::Idle);
                    bench.plan.set(Some(Arc::from(plan)));
                }
            }
            Event::Failed(text) | Event::Lost(text) => {
                bench.plan.set(None);
                bench.planning.set(Job::Failed(text));
            }
            Event::Hello { .. } | Event::Progress { .. } => {}
        }));
    });
    let ask = StoredValue::new_local(ask);
    Effect::new(move |_| {
        // Reading, not only tracking: a memo that is never read does not follow its sources.
        relevant.with(|_| ());
        // From here on the plan, or what was wrong with the spec, is of before.
        if bench.dataset.with_untracked(Option::is_some) {
            bench.desk.stop(last.get_value());
            bench.planning.set(Job::started());
        }
        ask.update_value(|ask| ask(()));
    });

    let target = Memo::new(move |_| spec.with(|spec| spec.target.clone()));
    Effect::new(move |_| {
        let (edition, target) = (bench.edition.get(), target.get());
        if edition == 0 {
            return;
        }
        let request = Request::Profile { target: (!target.is_empty()).then_some(target) };
        bench.desk.send(request, None, move |event| {
            if let Event::Done(reply) = event
                && let Reply::Profiled { profile, alerts } = *reply
                && bench.edition.get_untracked() == edition
            {
                bench.profile.set(Some(Arc::new((profile, alerts))));
            }
        });
    });
}
