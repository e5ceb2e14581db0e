//! How the centres of a k-means step found their places.

use ndarray::{Array2, ArrayView2};

use super::moment::{Moment, chosen, left_out};
use super::{Timeline, View};
use crate::error::EngineError;
use crate::models::kernels::k_means::nearest;
use crate::models::{Feature, Task};
use crate::pipeline::{PipelineSpec, Preparing};
use crate::split::Split;
use crate::steps::{self, centres_path};
use crate::table::Table;

/// Centres and the rows they are the centres of.
#[derive(Clone, Debug)]
pub(super) struct Clusters {
    label: &'static str,
    /// Centres × columns, one list a moment.
    centres: Vec<Vec<f64>>,
    moments: Vec<Moment>,
    total: usize,
    /// Rows × columns.
    pub x: Array2<f64>,
    pub columns: Vec<Feature>,
    /// The group of every row at the end.
    pub groups: Vec<f64>,
}

impl Clusters {
    /// Of the step at a place of the spec.
    pub(super) fn new(
        spec: &PipelineSpec,
        index: usize,
        (split, table): (&Split, &Table),
        task: Task,
    ) -> Result<Self, EngineError> {
        let step = spec.steps.get(index).filter(|step| step.enabled && step.step == "k_means");
        let step = step.ok_or_else(|| {
            EngineError::Spec(format!(
                "step {} does not learn round by round, or is switched off; watch a step Clusters (k-means), or \
                 the model",
                index + 1
            ))
        })?;
        if spec.leak {
            return Err(EngineError::Spec(
                "with a leak the centres are found among all rows, which are not shown; switch the leak off to \
                 watch them"
                    .to_owned(),
            ));
        }
        let mut rows = Preparing::of(spec, split, table, task)?;
        for before in spec.steps.iter().take(index).filter(|step| step.enabled) {
            rows.apply(before)?;
        }
        // What cannot be learned is refused with the step's own words.
        step.fit(&rows.features, &rows.target, task)?;
        let path = centres_path(step, &rows.features)?;
        let p = path.columns.len();
        if p == 0 {
            return Err(EngineError::Data(
                "the step works on no column, so there are no centres to watch; choose columns for it"
                    .to_owned(),
            ));
        }
        let total = path.centres.len().saturating_sub(1);
        let steps = chosen(total);
        let centres: Vec<Vec<f64>> = steps.iter().filter_map(|at| path.centres.get(*at).cloned()).collect();
        let n = path.cells.len() / p;
        let inertia = |centres: &[f64]| {
            path.cells.chunks_exact(p).map(|row| nearest(row, centres).1).sum::<f64>() / n as f64
        };
        let moments = steps.iter().zip(&centres).map(|(step, centres)| Moment {
            train: Some(inertia(centres)),
            ..Moment::new(
                *step,
                if *step == 0 { "where it begins".to_owned() } else { format!("round {step}") },
            )
        });
        let groups = centres.last().map_or_else(Vec::new, |last| {
            path.cells.chunks_exact(p).map(|row| nearest(row, last).0 as f64).collect()
        });
        Ok(Self {
            label: steps::kind("k_means")?.label,
            moments: moments.collect(),
            total,
            groups,
            columns: path.columns.into_iter().map(|name| Feature { name, levels: None }).collect(),
            x: Array2::from_shape_vec((n, p), path.cells).unwrap_or_default(),
            centres,
        })
    }

    pub(super) fn timeline(&self, axes: Vec<String>, view: Option<View>) -> Timeline {
        let n_groups = self.centres.last().map_or(0, |last| last.len() / self.columns.len().max(1));
        Timeline {
            subject: self.label.to_owned(),
            unit: "round".to_owned(),
            total: self.total,
            moments: self.moments.clone(),
            loss: "Mean squared distance to the centre".to_owned(),
            score: String::new(),
            note: left_out(self.moments.len(), self.total + 1, self.total, "round"),
            task: Task::Classification,
            classes: (1..=n_groups).map(|group| format!("Group {group}")).collect(),
            axes,
            view,
            tree: None,
        }
    }

    /// The group of each row at a moment.
    pub(super) fn nearest(&self, moment: usize, x: ArrayView2<f64>) -> Option<Vec<u32>> {
        let centres = self.centres.get(moment)?;
        Some(x.rows().into_iter().map(|row| nearest(&row.to_vec(), centres).0 as u32).collect())
    }
}
