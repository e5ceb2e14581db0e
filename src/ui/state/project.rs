//! The person's work: the data's source, the spec, and the way back.

use engine::pipeline::PipelineSpec;
use engine::run::Look;
use leptos::prelude::*;
use store::{Project as Record, Source};
use web_sys::Blob;

/// How many changes can be taken back.
const DEPTH: usize = 100;

/// The person's work.
#[derive(Clone, Copy)]
pub(crate) struct Project {
    spec: RwSignal<PipelineSpec>,
    past: RwSignal<Vec<PipelineSpec>>,
    future: RwSignal<Vec<PipelineSpec>>,
    /// Where the data came from; none before there are data.
    pub(crate) source: RwSignal<Option<Source>>,
    /// The data's bytes, when they came from a file.
    pub(crate) data: StoredValue<Option<Blob>, LocalStorage>,
    /// How often the test rows were judged.
    pub(crate) test_looks: RwSignal<u32>,
    /// What was seen of them.
    pub(crate) looks: RwSignal<Vec<Look>>,
    /// How many sources were begun with: the bytes of a source are kept once.
    pub(crate) opened: RwSignal<u32>,
    /// The last visit's work, when its file was too large to keep and has to be chosen again.
    pub(crate) wanted: RwSignal<Option<Record>>,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self {
            spec: RwSignal::new(PipelineSpec::new("", "random_forest")),
            past: RwSignal::new(Vec::new()),
            future: RwSignal::new(Vec::new()),
            source: RwSignal::new(None),
            data: StoredValue::new_local(None),
            test_looks: RwSignal::new(0),
            looks: RwSignal::new(Vec::new()),
            opened: RwSignal::new(0),
            wanted: RwSignal::new(None),
        }
    }

    /// The spec.
    pub(crate) fn spec(self) -> Signal<PipelineSpec> {
        self.spec.into()
    }

    /// The data's name, for titles and file names.
    pub(crate) fn name(self) -> Option<String> {
        self.source.read().as_ref().map(|source| match source {
            Source::File { name, .. } => name.clone(),
            Source::Generator { id, .. } => {
                engine::samples::by_id(id).map_or_else(|| id.clone(), |card| card.title.to_owned())
            }
        })
    }

    /// Changes the spec; a change that changes nothing leaves no trace.
    pub(crate) fn change(self, change: impl FnOnce(&mut PipelineSpec)) {
        let before = self.spec.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return;
        }
        self.past.update(|past| {
            past.push(before);
            if past.len() > DEPTH {
                past.remove(0);
            }
        });
        self.future.set(Vec::new());
        self.spec.set(after);
    }

    /// Begins anew with other data and another spec; there is no way back to one for other data.
    pub(crate) fn begin(
        self,
        source: Source,
        data: Option<Blob>,
        spec: PipelineSpec,
        (test_looks, looks): (u32, Vec<Look>),
    ) {
        self.past.set(Vec::new());
        self.future.set(Vec::new());
        self.data.set_value(data);
        self.opened.update(|opened| *opened += 1);
        self.test_looks.set(test_looks);
        self.looks.set(looks);
        self.wanted.set(None);
        self.spec.set(spec);
        self.source.set(Some(source));
    }

    /// Takes the last change back.
    pub(crate) fn undo(self) {
        step(self.past, self.future, self.spec);
    }

    /// Makes the last change taken back again.
    pub(crate) fn redo(self) {
        step(self.future, self.past, self.spec);
    }

    /// Whether there is a change to take back.
    pub(crate) fn can_undo(self) -> bool {
        !self.past.read().is_empty()
    }

    /// Whether there is a change to make again.
    pub(crate) fn can_redo(self) -> bool {
        !self.future.read().is_empty()
    }
}

fn step(from: RwSignal<Vec<PipelineSpec>>, to: RwSignal<Vec<PipelineSpec>>, spec: RwSignal<PipelineSpec>) {
    if let Some(other) = from.write().pop() {
        to.write().push(spec.get_untracked());
        spec.set(other);
    }
}
