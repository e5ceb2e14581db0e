//! Keeping the work in this browser, and bringing it back.

use std::time::Duration;

use browser::IndexedDb;
use leptos::prelude::*;
use store::{Project as Record, Source};
use web_sys::Blob;

use super::{Context, Tone};

/// Milliseconds without a change after which the work is kept.
const PAUSE: Duration = Duration::from_millis(300);

/// From now on, keeps every change; not while another tab works on the same project.
pub(crate) fn start(context: Context, owner: RwSignal<bool>) {
    let Context { project, bench, notices } = context;
    let kept = StoredValue::new(None::<u32>);
    let save = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| {
        let (Some(source), true) = (project.source.get_untracked(), owner.get_untracked()) else { return };
        let record = Record {
            source,
            spec: project.spec().get_untracked(),
            report: bench.report.with_untracked(|report| report.as_deref().cloned()),
            test_looks: project.test_looks.get_untracked(),
            looks: project.looks.get_untracked(),
        };
        // The bytes are written once for every source.
        let opened = project.opened.get_untracked();
        let blob: Option<Blob> =
            if kept.get_value() == Some(opened) { None } else { project.data.get_value() };
        kept.set_value(Some(opened));
        leptos::task::spawn_local(async move {
            if let Err(error) = store::save(&IndexedDb, &record, blob.as_ref()).await {
                // The next change tries again, with the bytes.
                kept.set_value(None);
                notices.say(Tone::Bad, format!("Your work is not kept when you leave this page: {error}."));
            }
        });
    });
    let save = StoredValue::new_local(save);
    Effect::new(move |_| {
        project.spec().track();
        project.source.track();
        project.test_looks.track();
        project.looks.track();
        bench.report.track();
        if owner.get() {
            save.update_value(|save| save(()));
        }
    });
}

/// Brings back what was kept; `done` is called when nothing more is to come.
pub(crate) fn restore(context: Context, done: impl Fn() + 'static) {
    leptos::task::spawn_local(async move {
        match store::load(&IndexedDb).await {
            Ok(Some((record, blob))) => bring_back(context, record, blob),
            Ok(None) => {}
            Err(error) => {
                context.notices.say(Tone::Bad, format!("Your last work could not be brought back: {error}."));
            }
        }
        done();
    });
}

fn bring_back(context: Context, record: Record, blob: Option<Blob>) {
    let Context { project, bench, notices } = context;
    if let (Source::File { name, .. }, None) = (&record.source, &blob) {
        notices.say(
            Tone::Info,
            format!("Your settings are back, but {name} was too large to keep: choose the file again."),
        );
        project.wanted.set(Some(record));
        return;
    }
    project.begin(record.source, blob, record.spec, (record.test_looks, record.looks));
    bench.report.set(record.report.map(std::sync::Arc::new));
    super::reread(context);
}
