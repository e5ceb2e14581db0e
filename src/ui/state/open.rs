//! Opening data: a file, a paste, a sample, or the same bytes read in another way.

use std::sync::Arc;

use engine::pipeline::PipelineSpec;
use engine::samples::{self, Origin};
use engine::table::Role;
use engine::table::read::ReadOptions;
use job::{Dataset, Event, Reply, Request};
use leptos::prelude::*;
use store::Source;
use web_sys::Blob;

use super::bench::Bench;
use super::{Context, Tone};
use crate::view::job::Job;
use crate::view::recipe;

/// Data that are new to the page.
pub(crate) struct NewData {
    /// Where they come from.
    pub(crate) source: Source,
    /// Their bytes, when they come from a file.
    pub(crate) blob: Option<Blob>,
    /// The column to predict, when it is known.
    pub(crate) target: Option<String>,
}

/// Reads new data with everything detected, and begins a new project when that works. Until then
/// the page keeps what it has.
pub(crate) fn open(context: Context, data: NewData) {
    let Context { project, bench, .. } = context;
    // The file of the last visit, which was too large to keep: its settings are still here.
    let record = project.wanted.get_untracked().filter(|record| record.source == data.source);
    let options = record.as_ref().map(|record| record.spec.read.clone()).unwrap_or_default();
    let (blob, asked) = (data.blob.clone(), options.clone());
    read(context, request(&data.source, options), blob, move |dataset| {
        let (spec, looks, report) = match record.clone() {
            Some(record) => (record.spec, (record.test_looks, record.looks), record.report.map(Arc::new)),
            None => (first_spec(&dataset, data.target.as_deref()), (0, Vec::new()), None),
        };
        project.begin(data.source.clone(), data.blob.clone(), spec, looks);
        bench.report.set(report);
        bench.preview.set(None);
        preview(bench, data.blob.as_ref(), asked.clone());
        accept(bench, dataset);
        keep_target(context);
    });
}

/// Asks for the beginning of the file as it is written, under `options`.
fn preview(bench: Bench, blob: Option<&Blob>, options: ReadOptions) {
    let Some(blob) = blob else { return };
    bench.desk.send(Request::Preview { options }, Some(blob.clone()), move |event| {
        if let Event::Done(reply) = event
            && let Reply::Previewed(found) = *reply
        {
            bench.preview.set(Some(Arc::new(found)));
        }
    });
}

/// Opens a bundled or generated sample.
pub(crate) fn open_sample(context: Context, id: &'static str) {
    let Some(card) = samples::by_id(id) else { return };
    let target = Some(card.target.to_owned());
    match card.origin {
        Origin::Generator(generator) => {
            let source =
                Source::Generator { id: id.to_owned(), seed: 0, rows: card.rows, noise: generator.noise() };
            open(context, NewData { source, blob: None, target });
        }
        Origin::File { path } => {
            context.bench.opening.set(Job::started());
            leptos::task::spawn_local(async move {
                match browser::files::fetch(path).await {
                    Ok(blob) => {
                        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
                        let source = Source::File { name, sample: Some(id.to_owned()) };
                        open(context, NewData { source, blob: Some(blob), target });
                    }
                    Err(text) => {
                        context.bench.opening.set(Job::Idle);
                        context.notices.say(Tone::Bad, text);
                    }
                }
            });
        }
    }
}

/// Reads the same bytes again, with the spec's options of now.
pub(crate) fn reread(context: Context) {
    let Context { project, bench, .. } = context;
    let Some(source) = project.source.get_untracked() else { return };
    let options = project.spec().get_untracked().read;
    let blob = project.data.get_value();
    preview(bench, blob.as_ref(), options.clone());
    read(context, request(&source, options), blob, move |dataset| {
        accept(bench, dataset);
        keep_target(context);
    });
}

/// Takes over a spec from a file, for the data of now.
pub(crate) fn open_spec(context: Context, json: &str) {
    // A name that is in no catalogue has no form, so it could not be put right on the page.
    let known = PipelineSpec::from_json(json).and_then(|spec| {
        engine::models::kind(&spec.model.kind)?;
        for step in &spec.steps {
            engine::steps::kind(&step.step)?;
        }
        Ok(spec)
    });
    match known {
        Ok(spec) if context.bench.dataset.with_untracked(Option::is_some) => {
            let reads_otherwise = spec.read != context.project.spec().get_untracked().read;
            context.project.change(|now| *now = spec);
            if reads_otherwise {
                reread(context);
            }
            context.notices.say(Tone::Info, "The pipeline of that file is in place.");
        }
        Ok(_) => context.notices.say(Tone::Bad, "A pipeline needs data first: choose a file or a sample."),
        Err(error) => context.notices.say(Tone::Bad, format!("{error}.")),
    }
}

/// The message that reads a source.
pub(super) fn request(source: &Source, options: ReadOptions) -> Request {
    match source {
        Source::File { .. } => Request::Open { options },
        Source::Generator { id, seed, rows, noise } => {
            Request::Generate { id: id.clone(), seed: *seed, rows: *rows, noise: *noise, options }
        }
    }
}

fn read(context: Context, request: Request, blob: Option<Blob>, done: impl Fn(Dataset) + 'static) {
    let bench = context.bench;
    if bench.opening.get_untracked().is_running() {
        bench.desk.stop(bench.opening_id.get_value());
    }
    bench.opening.set(Job::started());
    let id = bench.desk.send(request, blob, move |event| match event {
        Event::Progress { what, done, total } => bench.opening.set(Job::Running { what, done, total }),
        Event::Done(reply) => {
            bench.opening.set(Job::Idle);
            if let Reply::Opened(dataset) = *reply {
                done(dataset);
            }
        }
        Event::Failed(text) => bench.opening.set(Job::Failed(text)),
        Event::Lost(_) => bench.opening.set(Job::Failed(
            "the data were too much for this browser's memory, or reading was interrupted; try again, or try fewer rows".to_owned(),
        )),
        Event::Hello { .. } => {}
    });
    bench.opening_id.set_value(id);
}

/// Makes `dataset` the table of the page.
fn accept(bench: Bench, dataset: Dataset) {
    bench.profile.set(None);
    bench.model_held.set(false);
    bench.trainer.start();
    bench.dataset.set(Some(Arc::new(dataset)));
    bench.edition.update(|edition| *edition += 1);
}

/// The spec to begin with: roles as guessed, a model that needs no care.
fn first_spec(dataset: &Dataset, target: Option<&str>) -> PipelineSpec {
    let guessed =
        dataset.roles.iter().find(|(_, role)| **role == Role::Target).map(|(name, _)| name.as_str());
    let target = target.filter(|name| dataset.columns.iter().any(|column| column.name == *name)).or(guessed);
    let mut spec = PipelineSpec::new(target.unwrap_or_default(), "random_forest");
    for (name, role) in &dataset.roles {
        if matches!(role, Role::Id | Role::Ignored) && Some(name.as_str()) != target {
            spec.roles.insert(name.clone(), *role);
        }
    }
    spec.steps = recipe::first_steps(dataset, &spec);
    spec
}

/// After another reading, roles and target of columns that are gone are forgotten.
fn keep_target(context: Context) {
    let Some(dataset) = context.bench.dataset.get_untracked() else { return };
    let there = |name: &str| dataset.columns.iter().any(|column| column.name == name);
    let spec = context.project.spec().get_untracked();
    if !there(&spec.target) || spec.roles.keys().any(|name| !there(name)) {
        let guess = first_spec(&dataset, Some(&spec.target));
        context.project.change(|spec| {
            spec.target = guess.target;
            spec.roles.retain(|name, _| there(name));
            spec.roles.remove(&spec.target);
        });
    }
}
