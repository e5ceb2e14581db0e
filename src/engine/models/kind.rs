use super::{FittedModel, Target, Task, TrainSet, validate};
use crate::error::EngineError;
use crate::params::{ParamSpec, Params, Resolved, resolve};
use crate::progress::Progress;

/// What a family can do and needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Classes come with probabilities.
    pub probabilities: bool,
    /// It says how much each feature matters.
    pub importances: bool,
    /// Its result depends on the features' units, so that scaling them first is advisable.
    pub wants_scaling: bool,
    /// It never looks at the features: a baseline, which also serves with no columns or one class.
    pub ignores_features: bool,
    /// It is made of other models, which its spec lists.
    pub members: bool,
}

impl Capabilities {
    /// None of them: a declaration names those it has.
    pub(super) const NONE: Self = Self {
        probabilities: false,
        importances: false,
        wants_scaling: false,
        ignores_features: false,
        members: false,
    };
}

/// The declaration of one model family. It holds no code that learns: the page shows declarations and
/// never trains, so none of that code is in its program.
#[derive(Debug)]
pub struct ModelKind {
    /// The name in specs.
    pub id: &'static str,
    /// The name on the page.
    pub label: &'static str,
    /// What the family is good for.
    pub help: &'static str,
    /// What it can predict.
    pub tasks: &'static [Task],
    /// What it can do and needs.
    pub capabilities: Capabilities,
    pub(super) params: fn(Task) -> &'static [ParamSpec],
    pub(super) sklearn: fn(Task) -> &'static str,
}

impl ModelKind {
    /// The declared parameters; they may differ by task.
    #[must_use]
    pub fn params(&self, task: Task) -> &'static [ParamSpec] {
        (self.params)(task)
    }

    /// The class of scikit-learn that does the same, such as `RandomForestClassifier`.
    #[must_use]
    pub fn sklearn(&self, task: Task) -> &'static str {
        (self.sklearn)(task)
    }

    /// Checks that the family has the task and that the parameters are in their domains, and fills
    /// in the defaults.
    ///
    /// # Errors
    /// When the family cannot do the task, a parameter is unknown, or a value is out of its domain.
    pub fn resolve(&self, task: Task, given: &Params) -> Result<Resolved, EngineError> {
        self.check_task(task)?;
        Ok(resolve(self.id, self.params(task), given)?)
    }

    /// Learns from the rows with parameters that [`ModelKind::resolve`] has checked.
    ///
    /// # Errors
    /// * [`EngineError::Spec`] when the family cannot do the task.
    /// * [`EngineError::Data`] when there are no rows or no columns, a cell is not finite, a class
    ///   code is out of range, all rows have one class, or the family cannot use the rows.
    /// * What `progress` returns.
    pub fn fit(
        &self,
        params: &Resolved,
        train: &TrainSet,
        progress: &mut dyn Progress,
    ) -> Result<FittedModel, EngineError> {
        self.check_task(train.y.task())?;
        validate::rows(train)?;
        if !self.capabilities.ignores_features {
            validate::features(train)?;
            if let Target::Classes { codes, .. } = train.y {
                validate::several_classes(self.label, codes)?;
            }
        }
        let model = FittedModel::fit(self.id, params, train, progress)?;
        model.check(train.x.ncols(), train.y.n_classes()).map_err(|_| {
            EngineError::Data(format!(
                "{} met numbers too large to calculate with; scale the numeric columns first",
                self.label
            ))
        })?;
        Ok(model)
    }

    fn check_task(&self, task: Task) -> Result<(), EngineError> {
        if self.tasks.contains(&task) {
            return Ok(());
        }
        let (predicts, asked) = match task {
            Task::Classification => ("numbers", "classes"),
            Task::Regression => ("classes", "numbers"),
        };
        Err(EngineError::Spec(format!(
            "{} predicts {predicts}, but the target holds {asked}; choose another model or another target",
            self.label
        )))
    }
}
