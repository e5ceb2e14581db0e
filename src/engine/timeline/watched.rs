use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::clusters::Clusters;
use super::past::{Found, Past, diagrams};
use super::plane::{Mapping, axes};
use super::surface::points;
use super::{Surface, Surfaces, Timeline, TreeFacts, View};
use crate::error::EngineError;
use crate::models::{Feature, FittedModel, Output, Task};
use crate::pipeline::{FittedPipeline, PipelineSpec, task_of};
use crate::progress::Progress;
use crate::split::Split;
use crate::table::Table;

/// Columns with this many different values fill a plane alike.
const MANY_VALUES: usize = 20;

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The model.
    Model,
    /// A step of the recipe that learns round by round, by its place in the spec.
    Step(usize),
}

/// Learning that can be played: its timeline, the states behind it, and the rows it learned from.
#[derive(Clone, Debug)]
pub struct Watched {
    timeline: Timeline,
    source: Source,
    /// Rows × features.
    x: Array2<f64>,
    columns: Vec<Feature>,
    /// The class, as a code, or the number of each row.
    values: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Source {
    Model { pipeline: Box<FittedPipeline>, past: Past },
    Step(Clusters),
}

impl Watched {
    /// Finds out how `subject` learned from the training rows of `table`. `fitted` is taken instead of
    /// a new fit when it was made from `spec`; it must have learned from `table`.
    ///
    /// # Errors
    /// When the spec cannot be carried out on the table, the step named does not learn round by round,
    /// or `progress` ends the work.
    pub fn new(
        table: &Table,
        spec: &PipelineSpec,
        subject: Subject,
        fitted: Option<&FittedPipeline>,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        spec.check(table)?;
        let target = table.column(&spec.target)?;
        let task = task_of(spec, target);
        let split = Split::new(&spec.split, table, target, task == Task::Classification)?;
        if let Subject::Step(index) = subject {
            return Self::of_clusters(Clusters::new(spec, index, (&split, table), task)?);
        }
        let pipeline = match fitted.filter(|fitted| fitted.spec == *spec) {
            Some(fitted) => fitted.clone(),
            None => spec.fit_split(&split, table, task, progress)?.pipeline,
        };
        let lesson = pipeline.lesson(&split, table)?;
        let found = Found::of(&pipeline, &lesson, progress)?;
        let spanned = axes(lesson.design.x.view(), &lesson.columns);
        let view = first_view(&spanned, &pipeline, lesson.design.x.view());
        let tree = match &pipeline.model {
            FittedModel::DecisionTree(model) => Some(TreeFacts::of_tree(model.tree(), &pipeline, true)),
            _ => None,
        };
        let timeline = Timeline {
            subject: pipeline.model.kind().label.to_owned(),
            unit: found.unit.to_owned(),
            total: found.total,
            moments: found.moments,
            loss: found.loss.to_owned(),
            score: found.score.to_owned(),
            note: found.note,
            task,
            classes: pipeline.classes.clone(),
            axes: spanned.iter().filter_map(|at| pipeline.features.get(*at).cloned()).collect(),
            view,
            tree,
        };
        let values = match task {
            Task::Classification => lesson.codes.iter().map(|code| f64::from(*code)).collect(),
            Task::Regression => lesson.numbers,
        };
        let source = Source::Model { pipeline: Box::new(pipeline), past: found.past };
        Ok(Self { timeline, source, x: lesson.design.x, columns: lesson.columns, values })
    }

    fn of_clusters(clusters: Clusters) -> Result<Self, EngineError> {
        let spanned = axes(clusters.x.view(), &clusters.columns);
        let names: Vec<String> = spanned
            .iter()
            .filter_map(|at| clusters.columns.get(*at))
            .map(|column| column.name.clone())
            .collect();
        let view = match names.as_slice() {
            [a, b, ..] => Some(View::Features(a.clone(), b.clone())),
            _ => None,
        };
        Ok(Self {
            timeline: clusters.timeline(names, view),
            x: clusters.x.clone(),
            columns: clusters.columns.clone(),
            values: clusters.groups.clone(),
            source: Source::Step(clusters),
        })
    }

    /// What happened when.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The model of a moment.
    ///
    /// # Errors
    /// When there is no such moment, or a step is watched.
    pub fn model(&self, moment: usize) -> Result<Cow<'_, FittedModel>, EngineError> {
        let facts = self.timeline.moments.get(moment).ok_or_else(|| self.no_moment(moment))?;
        match &self.source {
            Source::Model { pipeline, past } => Ok(past.model(&pipeline.model, moment, facts)),
            Source::Step(_) => Err(EngineError::Data("a step is watched, which is no model".to_owned())),
        }
    }

    /// What the models of some moments say over a plane.
    ///
    /// # Errors
    /// When there is no such moment, the plane cannot be spanned, or an answer is no finite number.
    pub fn surfaces(&self, view: &View, moments: &[usize]) -> Result<Surfaces, EngineError> {
        let mapping = Mapping::new(self.x.view(), &self.columns, view)?;
        let grid = mapping.grid();
        let mut surfaces = Vec::with_capacity(moments.len());
        for moment in moments {
            let (output, network, tree) = match &self.source {
                Source::Model { pipeline, .. } => {
                    let model = self.model(*moment)?;
                    let (network, tree) = diagrams(&model, pipeline);
                    (model.predict(grid.view())?, network, tree)
                }
                Source::Step(clusters) => {
                    let codes = clusters.nearest(*moment, grid.view());
                    let codes = codes.ok_or_else(|| self.no_moment(*moment))?;
                    (Output::Classes { codes, probabilities: None }, None, None)
                }
            };
            surfaces.push(Surface { moment: *moment, answers: output.into(), network, tree });
        }
        let points = points(&mapping, self.x.nrows(), |row| self.values.get(row).copied().unwrap_or(0.0));
        Ok(Surfaces { plane: mapping.plane, points, surfaces })
    }

    fn no_moment(&self, moment: usize) -> EngineError {
        EngineError::Data(format!(
            "there is no moment {moment}; the timeline has {}, counted from 0",
            self.timeline.moments.len()
        ))
    }
}

/// The two features that matter most where the model says so, else the first two of those with the most
/// different values: a plane of two switches has four places only.
fn first_view(spanned: &[usize], pipeline: &FittedPipeline, x: ArrayView2<f64>) -> Option<View> {
    let mut order = spanned.to_vec();
    if let Some(shares) = pipeline.model.importances() {
        let share = |at: &usize| shares.get(*at).copied().unwrap_or(0.0);
        order.sort_by(|a, b| share(b).total_cmp(&share(a)));
    } else {
        let different = |at: &usize| {
            let bits: BTreeSet<u64> = x.column(*at).iter().map(|value| value.to_bits()).collect();
            bits.len().min(MANY_VALUES)
        };
        order.sort_by_cached_key(|at| Reverse(different(at)));
    }
    let name = |place: usize| pipeline.features.get(*order.get(place)?).cloned();
    Some(View::Features(name(0)?, name(1)?))
}
