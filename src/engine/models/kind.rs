use super::{FittedModel, Target, Task, TrainSet, kind, validate};
use crate::error::EngineError;
use crate::params::{Member, ParamSpec, Params, Resolved, resolve};
use crate::progress::Progress;

/// The cells that a family can learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Any finite number.
    Any,
    /// Zero and above.
    NotNegative,
    /// The whole numbers from zero that number categories.
    Codes,
}

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
    /// It takes missing cells as they are: NaN in the matrix.
    pub missing: bool,
    /// It takes categories as they are: codes of levels in the matrix.
    pub categories: bool,
    /// It is made of other models, which its spec may list.
    pub members: Option<Members>,
    /// The cells it can learn from.
    pub cells: Cells,
}

/// The models that another is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Members {
    /// Least number.
    pub min: usize,
    /// Greatest number.
    pub max: usize,
    /// The usual ones for classes, by id.
    pub classification: &'static [&'static str],
    /// The usual ones for numbers, by id.
    pub regression: &'static [&'static str],
}

impl Members {
    /// The usual ones, by id.
    #[must_use]
    pub fn usual(&self, task: Task) -> &'static [&'static str] {
        match task {
            Task::Classification => self.classification,
            Task::Regression => self.regression,
        }
    }
}

impl Capabilities {
    /// None of them: a declaration names those it has.
    pub(super) const NONE: Self = Self {
        probabilities: false,
        importances: false,
        wants_scaling: false,
        ignores_features: false,
        missing: false,
        categories: false,
        members: None,
        cells: Cells::Any,
    };
}

/// What families have in common; the picker groups by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Weighted sums of the features.
    Linear,
    /// Questions about one feature at a time.
    Trees,
    /// Likeness to training rows.
    Similarity,
    /// Borders as far from the rows as can be.
    Margin,
    /// How features are spread within each class.
    Probability,
    /// Layers of weighted sums.
    Network,
    /// Several models together.
    Combined,
    /// What any model must beat.
    Baseline,
}

impl Group {
    /// Every group, in the order menus show them.
    pub const ALL: [Self; 8] = [
        Self::Linear,
        Self::Trees,
        Self::Similarity,
        Self::Margin,
        Self::Probability,
        Self::Network,
        Self::Combined,
        Self::Baseline,
    ];

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Linear => "Linear",
            Self::Trees => "Trees",
            Self::Similarity => "Similarity",
            Self::Margin => "Widest margin",
            Self::Probability => "Probability",
            Self::Network => "Neural networks",
            Self::Combined => "Models made of models",
            Self::Baseline => "Baseline",
        }
    }
}

/// The declaration of one model family. It holds no code that learns: the page shows declarations and
/// never trains, so none of that code is in its program.
#[derive(Debug)]
pub struct ModelKind {
    /// The name in specs.
    pub id: &'static str,
    /// The name on the page.
    pub label: &'static str,
    /// What it has in common with others.
    pub group: Group,
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
    /// in the defaults, the usual members among them.
    ///
    /// # Errors
    /// When the family cannot do the task, a parameter is unknown, or a value is out of its domain.
    pub fn resolve(&self, task: Task, given: &Params) -> Result<Resolved, EngineError> {
        self.check_task(task)?;
        let resolved = resolve(self.id, self.params(task), given)?;
        let usual = self.capabilities.members.map_or(&[][..], |members| members.usual(task));
        let members = usual.iter().map(|id| {
            let params = kind(id)?.resolve(task, &Params::new())?;
            Ok(Member { kind: (*id).to_owned(), params, seed: 0 })
        });
        Ok(resolved.with_members(members.collect::<Result<_, EngineError>>()?))
    }

    /// Learns from the rows with parameters that [`ModelKind::resolve`] has checked.
    ///
    /// # Errors
    /// * [`EngineError::Spec`] when the family cannot do the task.
    /// * [`EngineError::Data`] when there are no rows or no columns, a cell is not finite, a class
    ///   code is out of range, all rows have one class, a cell is not of the kind the family learns from, or the
    ///   family cannot use the rows.
    /// * What `progress` returns.
    pub fn fit(
        &self,
        params: &Resolved,
        train: &TrainSet,
        progress: &mut dyn Progress,
    ) -> Result<FittedModel, EngineError> {
        self.check_task(train.y.task())?;
        validate::rows(train)?;
        if self.capabilities.missing {
            validate::finite_or_missing(train.x, train.features)?;
        } else {
            validate::finite(train.x)?;
        }
        if !self.capabilities.ignores_features {
            validate::features(train)?;
            validate::cells(self.label, self.capabilities.cells, train.x)?;
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
