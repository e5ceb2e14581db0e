//! Changing what columns are for.

use engine::pipeline::PipelineSpec;
use leptos::prelude::*;

use super::Context;
use crate::view::recipe;

/// Changes target or roles. A recipe that nobody has touched follows: it holds what the new features
/// need.
pub(crate) fn change_roles(context: Context, change: impl FnOnce(&mut PipelineSpec)) {
    let dataset = context.bench.dataset.get_untracked();
    context.project.change(|spec| {
        let Some(dataset) = dataset.as_deref() else { return change(spec) };
        let untouched = spec.steps == recipe::first_steps(dataset, spec);
        change(spec);
        if untouched {
            spec.steps = recipe::first_steps(dataset, spec);
        }
    });
}
