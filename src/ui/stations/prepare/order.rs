//! What can be done with a step as a whole, and which one is looked at.

use engine::steps::{Selector, StepKind, StepSpec, kind};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::state::Project;
use crate::widgets::rescue_focus;

/// A step under way to another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dragged {
    /// Where it was.
    pub(super) from: usize,
    /// The gap it would go to: 0 before the first step.
    pub(super) gap: usize,
}

/// The order of the recipe.
#[derive(Clone, Copy)]
pub(super) struct Order {
    project: Project,
    /// The step that is looked at: its place in the recipe.
    pub(super) chosen: RwSignal<Option<usize>>,
    /// The step under way.
    pub(super) dragged: RwSignal<Option<Dragged>>,
    /// What a screen reader says of the last change.
    pub(super) said: RwSignal<String>,
}

impl Order {
    pub(super) fn new(project: Project) -> Self {
        let chosen = RwSignal::new(None);
        Self { project, chosen, dragged: RwSignal::new(None), said: RwSignal::new(String::new()) }
    }

    /// The one that the station made.
    pub(super) fn get() -> Self {
        expect_context()
    }

    /// Moves a step to another place; the one that is looked at stays so.
    pub(super) fn move_to(self, from: usize, to: usize) {
        let steps = self.len();
        if from == to || from >= steps || to >= steps {
            return;
        }
        let label = self.label(from);
        self.project.change(|spec| {
            let step = spec.steps.remove(from);
            spec.steps.insert(to, step);
        });
        self.chosen.update(|chosen| *chosen = chosen.map(|at| place_after_move(at, from, to)));
        self.said.set(format!("{label} is now step {} of {steps}.", to + 1));
    }

    /// Adds a step at a place, and looks at it.
    pub(super) fn insert(self, at: usize, step: StepSpec) {
        let at = at.min(self.len());
        self.project.change(|spec| spec.steps.insert(at, step));
        self.chosen.set(Some(at));
        self.said.set(format!("{} is added as step {}.", self.label(at), at + 1));
    }

    /// Adds a step at the end, and looks at it. One whose columns are to be named begins with none.
    pub(super) fn add(self, kind: &StepKind) {
        let columns = if kind.named { Selector::Names(Vec::new()) } else { Selector::default() };
        self.insert(self.len(), StepSpec { columns, ..StepSpec::new(kind.id) });
    }

    /// Adds a copy of a step after it.
    pub(super) fn duplicate(self, at: usize) {
        let copy = self.project.spec().with_untracked(|spec| spec.steps.get(at).cloned());
        if let Some(copy) = copy {
            self.insert(at + 1, copy);
        }
    }

    /// Takes a step out.
    pub(super) fn remove(self, at: usize) {
        if at >= self.len() {
            return;
        }
        self.chosen.set(None);
        self.said.set(format!("Step {}, {}, is removed.", at + 1, self.label(at)));
        self.project.change(|spec| drop(spec.steps.remove(at)));
        request_animation_frame(rescue_focus);
    }

    /// Switches a step on or off.
    pub(super) fn switch(self, at: usize, on: bool) {
        self.project.change(|spec| {
            if let Some(step) = spec.steps.get_mut(at) {
                step.enabled = on;
            }
        });
    }

    /// How many steps there are.
    pub(super) fn len(self) -> usize {
        self.project.spec().with_untracked(|spec| spec.steps.len())
    }

    /// The name of a step.
    fn label(self, at: usize) -> String {
        let id = self.project.spec().with_untracked(|spec| spec.steps.get(at).map(|step| step.step.clone()));
        let id = id.unwrap_or_default();
        kind(&id).map_or(id, |kind| kind.label.to_owned())
    }
}

/// Where the step at `at` stands after another was moved.
fn place_after_move(at: usize, from: usize, to: usize) -> usize {
    if at == from {
        to
    } else if from < at && at <= to {
        at - 1
    } else if to <= at && at < from {
        at + 1
    } else {
        at
    }
}

/// Puts the focus on a grip as soon as the list stands as it shall.
pub(super) fn focus_grip(at: usize) {
    request_animation_frame(move || {
        let grip = document().get_element_by_id(&format!("grip-{at}"));
        if let Some(grip) = grip.and_then(|grip| grip.dyn_into::<HtmlElement>().ok()) {
            // Only an element that is no longer there refuses, and then there is nothing to focus.
            let _ = grip.focus();
        }
    });
}
