//! The moments of a model, and its state at each.

use std::borrow::Cow;

use super::diagram::question;
use super::moment::{Moment, chosen, left_out, short};
use super::recorder::{Recorder, Snapshot, Watching};
use super::{Network, TreeFacts};
use crate::error::EngineError;
use crate::models::{DecisionTree, ElasticNet, FittedModel, Forest, HistGradientBoosting, Lasso, Line, Task};
use crate::params::{ParamValue, Resolved};
use crate::pipeline::{FittedPipeline, Lesson};
use crate::progress::Progress;

/// Rows times trees up to which every beginning of a forest is judged by the rows its trees did not
/// draw: about a second's work.
const CHEAP: usize = 5_000_000;

/// How the model of a moment is found.
#[derive(Clone, Debug)]
pub(super) enum Past {
    /// The fitted model holds it: it is cut off after the moment's step.
    Cut,
    /// Its parameters were kept, one list a moment.
    Kept(Vec<Vec<f64>>),
    /// It was kept itself, one a moment.
    Whole(Vec<FittedModel>),
}

/// What was found out about a model.
pub(super) struct Found {
    pub moments: Vec<Moment>,
    pub past: Past,
    pub unit: &'static str,
    pub total: usize,
    pub loss: &'static str,
    pub score: &'static str,
    pub note: Option<String>,
}

impl Found {
    pub(super) fn of(
        pipeline: &FittedPipeline,
        lesson: &Lesson,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        let resolved = pipeline.spec.model.resolve(pipeline.task)?.1;
        Ok(match &pipeline.model {
            FittedModel::DecisionTree(model) => Self::of_tree(model, pipeline, &resolved),
            FittedModel::RandomForest(model) => Self::of_forest(model.forest(), lesson, &resolved),
            FittedModel::ExtraTrees(model) => Self::of_forest(model.forest(), lesson, &resolved),
            FittedModel::HistGradientBoosting(model) => Self::of_boosting(model, pipeline.task),
            FittedModel::Mlp(_)
            | FittedModel::LogisticRegression(_)
            | FittedModel::Lasso(_)
            | FittedModel::ElasticNet(_) => Self::of_seen(pipeline, lesson, &resolved, progress)?,
            FittedModel::Svm(_) => Self::of_machines(pipeline, lesson, progress)?,
            other => Self {
                moments: vec![Moment::new(1, "fitted in one step".to_owned())],
                past: Past::Whole(vec![other.clone()]),
                unit: "step",
                total: 1,
                loss: "",
                score: "",
                note: Some(format!(
                    "{} reports no steps on its way, so there is one moment.",
                    other.kind().label
                )),
            },
        })
    }

    fn of_tree(model: &DecisionTree, pipeline: &FittedPipeline, resolved: &Resolved) -> Self {
        let tree = model.tree();
        let order = tree.best_first();
        let whole = tree.impurity.first().copied().unwrap_or(0.0);
        let mut left = whole;
        let mut all =
            vec![Moment { train: Some(left), ..Moment::new(0, "one leaf for all rows".to_owned()) }];
        for (step, (node, gain)) in (1..).zip(&order) {
            // What the rounding of differences leaves of nothing is nothing.
            left = Some(left - gain).filter(|left| *left > whole * 1e-12).unwrap_or(0.0);
            let asked = question(tree, *node, &pipeline.features).unwrap_or_default();
            let label = format!("split {asked}, gain {}", short(*gain));
            all.push(Moment { gain: Some(*gain), train: Some(left), ..Moment::new(step, label) });
        }
        let moments: Vec<Moment> =
            chosen(order.len()).into_iter().filter_map(|step| all.get(step).cloned()).collect();
        let loss = match (pipeline.task, resolved.text("criterion")) {
            (Task::Regression, _) => "Variance left",
            (_, "entropy") => "Entropy left (bits)",
            _ => "Gini index left",
        };
        Self {
            note: left_out(moments.len(), all.len(), order.len(), "split"),
            moments,
            past: Past::Cut,
            unit: "split",
            total: order.len(),
            loss,
            score: "",
        }
    }

    fn of_forest(forest: &Forest, lesson: &Lesson, resolved: &Resolved) -> Self {
        let total = forest.trees().len();
        let set = lesson.train_set();
        let cheap = set.x.nrows().saturating_mul(total) <= CHEAP;
        let judged = resolved.bool("bootstrap") && cheap;
        let path = if judged { forest.out_of_bag_path(&set) } else { Vec::new() };
        let moments: Vec<Moment> = chosen(total.saturating_sub(1))
            .into_iter()
            .map(|before| Moment {
                score: path.get(before).copied().flatten(),
                ..Moment::new(before + 1, format!("tree {}", before + 1))
            })
            .collect();
        let score = match (judged, set.y.task()) {
            (false, _) => "",
            (_, Task::Classification) => "Out-of-bag accuracy",
            (_, Task::Regression) => "Out-of-bag R²",
        };
        let note = left_out(moments.len(), total, total, "tree");
        Self { note, moments, past: Past::Cut, unit: "tree", total, loss: "", score }
    }

    fn of_boosting(model: &HistGradientBoosting, task: Task) -> Self {
        let total = model.n_rounds();
        let history = model.history();
        let moment = |step: usize| {
            let label = match step {
                0 => "before the first round".to_owned(),
                round => format!("round {round}"),
            };
            let losses = |losses: &[f64]| losses.get(step).copied();
            let (train, validation) = (losses(&history.train), losses(&history.validation));
            let before = step.checked_sub(1).and_then(|before| history.train.get(before));
            let gain = before.zip(train).map(|(before, now)| before - now);
            Moment { gain, train, validation, ..Moment::new(step, label) }
        };
        let moments: Vec<Moment> = chosen(total).into_iter().map(moment).collect();
        let loss = if task == Task::Classification { "Log loss" } else { "Half the squared error" };
        let note = left_out(moments.len(), total + 1, total, "round");
        Self { note, moments, past: Past::Cut, unit: "round", total, loss, score: "" }
    }

    /// Fits once more, with somebody looking on.
    fn of_seen(
        pipeline: &FittedPipeline,
        lesson: &Lesson,
        resolved: &Resolved,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        let mut watching = Watching { progress, recorder: Recorder::new() };
        pipeline.model.kind().fit(resolved, &lesson.train_set(), &mut watching)?;
        let (mut seen, stride) = watching.recorder.finish();
        let total = seen.last().map_or(0, |last| last.step);
        let (unit, loss) = match (&pipeline.model, pipeline.task) {
            (FittedModel::Mlp(_), Task::Classification) => ("epoch", "Log loss"),
            (FittedModel::Mlp(_), _) => ("epoch", "Half the squared error in standard deviations"),
            (FittedModel::LogisticRegression(_), _) => ("iteration", "Penalised log loss"),
            _ => ("sweep", "Penalised half mean squared error"),
        };
        let mut moments: Vec<Moment> = seen.iter().map(|seen| of_snapshot(seen, unit)).collect();
        let end = parameters(&pipeline.model);
        if seen.last().is_none_or(|last| last.parameters != end) {
            moments.push(match &pipeline.model {
                FittedModel::Mlp(mlp) => kept_epoch(mlp.history(), total),
                _ => Moment::new(total + 1, "the last step, after which nothing moves".to_owned()),
            });
            seen.push(Snapshot { step: total, parameters: end, train: None, validation: None });
        }
        let is_sparse = matches!(pipeline.model, FittedModel::Lasso(_) | FittedModel::ElasticNet(_));
        if is_sparse {
            for (moment, seen) in moments.iter_mut().zip(&seen) {
                let used = Line::of_parameters(&seen.parameters).coefficients;
                moment.score = Some(used.iter().filter(|weight| **weight != 0.0).count() as f64);
            }
        }
        let score = if is_sparse { "Features in use" } else { "" };
        let note = (stride > 1)
            .then(|| format!("Every {stride}th of {total} {unit}s was kept, and the last; each is exact."));
        let states = seen.into_iter().map(|seen| seen.parameters).collect();
        Ok(Self { moments, past: Past::Kept(states), unit, total, loss, score, note })
    }

    /// Fits with twice as many steps each time, until the search ends by itself.
    fn of_machines(
        pipeline: &FittedPipeline,
        lesson: &Lesson,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        /// Doublings after which no search goes on.
        const MOST: u32 = 40;
        let model = &pipeline.spec.model;
        let asked = model.resolve(pipeline.task)?.1.optional_int("max_iter").unwrap_or(i64::MAX);
        let mut models = Vec::new();
        let mut moments = Vec::new();
        for steps in (0..MOST).map(|power| 1_i64 << power).take_while(|steps| *steps < asked) {
            let mut limited = model.clone();
            limited.params.insert("max_iter".to_owned(), ParamValue::Int(steps));
            let Ok((kind, resolved)) = limited.resolve(pipeline.task) else { break };
            let fitted = kind.fit(&resolved, &lesson.train_set(), progress)?;
            if fitted.warning().is_none() {
                break;
            }
            moments.push(machine_moment(steps as usize, format!("after {steps} steps"), &fitted));
            models.push(fitted);
        }
        let total = 2 * moments.last().map_or(0, |moment: &Moment| moment.step).max(1);
        moments.push(machine_moment(total, "at the end".to_owned(), &pipeline.model));
        models.push(pipeline.model.clone());
        Ok(Self {
            moments,
            past: Past::Whole(models),
            unit: "step",
            total,
            loss: "",
            score: "Support vectors",
            note: Some(
                "The solver moves two rows' weights a step; moments are after 1, 2, 4, … steps of each machine, \
                 each a fit with that limit."
                    .to_owned(),
            ),
        })
    }
}

fn of_snapshot(seen: &Snapshot, unit: &str) -> Moment {
    let label = match seen.step {
        0 => format!("before the first {unit}"),
        step => format!("{unit} {step}"),
    };
    Moment { train: seen.train, validation: seen.validation, ..Moment::new(seen.step, label) }
}

/// The moment at which a network goes back to its best epoch.
fn kept_epoch((train, validation): (&[f64], &[f64]), total: usize) -> Moment {
    let losses = if validation.is_empty() { train } else { validation };
    let best = (1..).zip(losses).reduce(|a, b| if b.1 < a.1 { b } else { a }).map_or(total, |(at, _)| at);
    let loss = |losses: &[f64]| losses.get(best.saturating_sub(1)).copied();
    Moment {
        train: loss(train),
        validation: loss(validation),
        ..Moment::new(best, format!("back to the weights of the best epoch, {best}"))
    }
}

fn machine_moment(step: usize, label: String, model: &FittedModel) -> Moment {
    let FittedModel::Svm(svm) = model else { return Moment::new(step, label) };
    let n = svm.n_vectors();
    let label = format!("{label}, {n} support vectors");
    Moment { score: Some(n as f64), ..Moment::new(step, label) }
}

fn parameters(model: &FittedModel) -> Vec<f64> {
    match model {
        FittedModel::Mlp(mlp) => mlp.parameters().iter().map(|cell| f64::from(*cell)).collect(),
        FittedModel::LogisticRegression(model) => model.parameters(),
        FittedModel::Lasso(model) => model.0.parameters(),
        FittedModel::ElasticNet(model) => model.0.parameters(),
        _ => Vec::new(),
    }
}

impl FittedModel {
    /// The model as it was after so many steps of its learning: questions of a decision tree, best
    /// first; trees of a forest, at least one; rounds of boosting. None for families whose fitted
    /// state does not hold its past.
    #[must_use]
    pub fn truncated(&self, steps: usize) -> Option<Self> {
        match self {
            Self::DecisionTree(model) => Some(Self::DecisionTree(model.truncated(steps))),
            Self::RandomForest(model) => Some(Self::RandomForest(model.truncated(steps))),
            Self::ExtraTrees(model) => Some(Self::ExtraTrees(model.truncated(steps))),
            Self::HistGradientBoosting(model) => Some(Self::HistGradientBoosting(model.truncated(steps))),
            _ => None,
        }
    }
}

impl Past {
    /// The model of a moment.
    pub(super) fn model<'a>(
        &'a self,
        fitted: &'a FittedModel,
        at: usize,
        moment: &Moment,
    ) -> Cow<'a, FittedModel> {
        let found = match (self, fitted) {
            (Self::Whole(models), _) => models.get(at).map(Cow::Borrowed),
            (Self::Cut, model) => model.truncated(moment.step).map(Cow::Owned),
            (Self::Kept(states), _) if at + 1 == states.len() => None,
            (Self::Kept(states), FittedModel::Mlp(mlp)) => {
                states.get(at).map(|state| Cow::Owned(FittedModel::Mlp(mlp.after(moment.step, state))))
            }
            (Self::Kept(states), FittedModel::LogisticRegression(model)) => states
                .get(at)
                .map(|state| Cow::Owned(FittedModel::LogisticRegression(model.with_parameters(state)))),
            (Self::Kept(states), FittedModel::Lasso(_)) => {
                states.get(at).map(|state| Cow::Owned(FittedModel::Lasso(Lasso(Line::of_parameters(state)))))
            }
            (Self::Kept(states), FittedModel::ElasticNet(_)) => states
                .get(at)
                .map(|state| Cow::Owned(FittedModel::ElasticNet(ElasticNet(Line::of_parameters(state))))),
            _ => None,
        };
        found.unwrap_or(Cow::Borrowed(fitted))
    }
}

/// What a diagram of a moment shows besides its surface.
pub(super) fn diagrams(
    model: &FittedModel,
    pipeline: &FittedPipeline,
) -> (Option<Network>, Option<TreeFacts>) {
    let last = |forest: &Forest| forest.trees().last().map(|tree| TreeFacts::of_tree(tree, pipeline, false));
    let tree = match model {
        FittedModel::RandomForest(model) => last(model.forest()),
        FittedModel::ExtraTrees(model) => last(model.forest()),
        FittedModel::HistGradientBoosting(model) => {
            model.last_tree().map(|tree| TreeFacts::of_boosted(tree, pipeline))
        }
        _ => None,
    };
    (Network::of(model, pipeline), tree)
}
