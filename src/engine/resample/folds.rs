use serde::{Deserialize, Serialize};

use super::{MOST_FOLDS, ResamplingMethod, ResamplingSpec, deal};
use crate::error::EngineError;
use crate::models::Task;
use crate::pipeline::{Labels, PipelineSpec, task_of};
use crate::rng::Rng;
use crate::split::{Split, SplitMethod, SplitSpec, Timeline, TrainView, by_group};
use crate::table::Table;

/// Names a fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoldId {
    /// A fold of the training rows.
    Fold(u32),
    /// A fold of the rows that teach in an outer fold.
    Inner {
        /// The outer fold.
        outer: u32,
        /// The fold within.
        fold: u32,
    },
    /// An outer fold of nested resampling.
    Outer(u32),
}

/// The rows of one fold, by index into the table, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Rows that teach; in order of time where the folds follow time.
    train: Vec<u32>,
    /// Rows that judge.
    test: Vec<u32>,
}

impl Fold {
    /// Rows that teach.
    #[must_use]
    pub fn train(&self) -> &[u32] {
        &self.train
    }

    /// Rows that judge.
    #[must_use]
    pub fn test(&self) -> &[u32] {
        &self.test
    }
}

/// The folds of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Folds {
    identity: Identity,
    task: Task,
    codes: Vec<u32>,
    plain: Vec<Fold>,
    outer: Vec<(Fold, Vec<Fold>)>,
}

/// All that folds depend on, besides the table.
#[derive(Clone, Debug, PartialEq)]
struct Identity {
    target: String,
    task: Option<Task>,
    split: SplitSpec,
    resampling: ResamplingSpec,
    outer: Option<ResamplingSpec>,
}

impl Identity {
    fn of(spec: &PipelineSpec) -> Self {
        let tune = spec.tune.as_ref();
        Self {
            target: spec.target.clone(),
            task: spec.task,
            split: spec.split.clone(),
            resampling: tune.map(|tune| tune.resampling.clone()).unwrap_or_default(),
            outer: tune.and_then(|tune| tune.outer.clone()),
        }
    }
}

impl Folds {
    /// Deals the training rows of the spec's split as its tuning asks; without tuning into the default
    /// resampling's folds.
    ///
    /// # Errors
    /// When the rows cannot be split, or cannot be dealt this way; the text says what to do.
    pub fn new(table: &Table, spec: &PipelineSpec) -> Result<Self, EngineError> {
        spec.check(table)?;
        let target = table.column(&spec.target)?;
        let task = task_of(spec, target);
        let split = Split::new(&spec.split, table, target, task == Task::Classification)?;
        let codes = match task {
            Task::Classification => Labels::new(target, &[]).codes,
            Task::Regression => Vec::new(),
        };
        let identity = Identity::of(spec);
        let dealer = Dealer { table, codes: &codes, split: &spec.split, task };
        let plain = dealer.deal(split.train(), &identity.resampling)?;
        let mut outer = Vec::new();
        if let Some(resampling) = &identity.outer {
            for fold in dealer.deal(split.train(), resampling)? {
                let mut rows = fold.train.clone();
                rows.sort_unstable();
                let inner = dealer.deal(&rows, &identity.resampling)?;
                outer.push((fold, inner));
            }
        }
        Ok(Self { identity, task, codes, plain, outer })
    }

    /// Whether these are the folds of that spec, provided the table is the same.
    #[must_use]
    pub fn are_of(&self, spec: &PipelineSpec) -> bool {
        self.identity == Identity::of(spec)
    }

    /// Classes or numbers.
    #[must_use]
    pub fn task(&self) -> Task {
        self.task
    }

    /// The folds of the training rows.
    #[must_use]
    pub fn folds(&self) -> &[Fold] {
        &self.plain
    }

    /// The fold of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, id: FoldId) -> Result<&Fold, EngineError> {
        let found = match id {
            FoldId::Fold(fold) => self.plain.get(fold as usize),
            FoldId::Outer(outer) => self.outer.get(outer as usize).map(|(fold, _)| fold),
            FoldId::Inner { outer, fold } => {
                self.outer.get(outer as usize).and_then(|(_, inner)| inner.get(fold as usize))
            }
        };
        found.ok_or_else(|| EngineError::Spec(format!("there is no fold {id:?} with this resampling")))
    }

    /// A share of the rows that teach in a fold, and nothing else: the only thing that can be fitted.
    ///
    /// A smaller share is part of a larger one. It holds the latest rows where the folds follow time;
    /// else it is drawn, class by class, so that no class is lost before it must be.
    ///
    /// # Errors
    /// When there is no such fold.
    pub fn train_view(&self, table: &Table, id: FoldId, share: f64) -> Result<TrainView, EngineError> {
        Ok(TrainView::of(table, &self.part(id, share)?))
    }

    fn part(&self, id: FoldId, share: f64) -> Result<Vec<u32>, EngineError> {
        let rows = &self.get(id)?.train;
        let wanted = ((share * rows.len() as f64).ceil() as usize).clamp(1, rows.len().max(1));
        if wanted >= rows.len() {
            return Ok(rows.clone());
        }
        if self.identity.resampling.method == ResamplingMethod::TimeSeriesSplit {
            return Ok(rows.get(rows.len() - wanted..).unwrap_or_default().to_vec());
        }
        let mut order = rows.clone();
        Rng::new(u64::from(self.identity.resampling.seed), &format!("share of {id:?}")).shuffle(&mut order);
        let mut part = self.class_by_class(order);
        part.truncate(wanted);
        part.sort_unstable();
        Ok(part)
    }

    /// The rows in an order whose every beginning has about the same shares of classes.
    fn class_by_class(&self, rows: Vec<u32>) -> Vec<u32> {
        let class = |row: u32| self.codes.get(row as usize).copied().unwrap_or(0);
        let classes = rows.iter().map(|row| class(*row) as usize + 1).max().unwrap_or(0);
        let mut sizes = vec![0_usize; classes];
        for row in &rows {
            sizes[class(*row) as usize] += 1;
        }
        let mut seen = vec![0_usize; classes];
        let mut keyed: Vec<(f64, u32)> = Vec::with_capacity(rows.len());
        for row in rows {
            let class = class(row) as usize;
            keyed.push((seen[class] as f64 / sizes[class] as f64, row));
            seen[class] += 1;
        }
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        keyed.into_iter().map(|(_, row)| row).collect()
    }
}

/// What dealing needs to know of the rows.
struct Dealer<'a> {
    table: &'a Table,
    codes: &'a [u32],
    split: &'a SplitSpec,
    task: Task,
}

impl Dealer<'_> {
    fn deal(&self, rows: &[u32], spec: &ResamplingSpec) -> Result<Vec<Fold>, EngineError> {
        spec.check()?;
        let n_folds = spec.n_folds(rows.len());
        if n_folds > MOST_FOLDS {
            return Err(EngineError::Data(format!(
                "resampling: {} rows give as many folds, more than {MOST_FOLDS}; choose k_fold",
                rows.len()
            )));
        }
        let k = spec.n_splits as usize;
        if spec.method == ResamplingMethod::TimeSeriesSplit {
            return checked(self.in_time(rows, spec)?, rows.len());
        }
        let mut folds = Vec::with_capacity(n_folds);
        for repeat in 0..spec.n_repeats {
            let mut rng = Rng::new(u64::from(spec.seed), &format!("folds {repeat}"));
            let mut shuffled = Some(&mut rng).filter(|_| spec.shuffle);
            let judging = match spec.method {
                ResamplingMethod::KFold => deal::k_fold(rows.len(), k, shuffled),
                ResamplingMethod::LeaveOneOut => (0..rows.len()).map(|row| vec![row]).collect(),
                ResamplingMethod::StratifiedKFold => {
                    deal::stratified(&self.classes(rows, k)?, k, shuffled.take())
                }
                ResamplingMethod::GroupKFold => deal::grouped(self.groups(rows, spec, k)?, k, shuffled),
                ResamplingMethod::ShuffleSplit | ResamplingMethod::TimeSeriesSplit => {
                    (0..k).map(|_| deal::drawn(rows.len(), spec.test_size, &mut rng)).collect()
                }
            };
            folds.extend(judging.into_iter().map(|test| parted(rows, &test)));
        }
        checked(folds, rows.len())
    }

    /// The column the resampling names, or that of the split where it is of the same kind.
    fn column<'a>(&'a self, spec: &'a ResamplingSpec, method: SplitMethod) -> Option<&'a str> {
        let of_split = self.split.column.as_deref().filter(|_| self.split.method == method);
        spec.column.as_deref().or(of_split)
    }

    fn classes(&self, rows: &[u32], k: usize) -> Result<Vec<u32>, EngineError> {
        if self.task == Task::Regression {
            return Err(EngineError::Spec(
                "resampling: stratified_k_fold needs classes, and the target is a number; choose k_fold"
                    .to_owned(),
            ));
        }
        let classes: Vec<u32> =
            rows.iter().map(|row| self.codes.get(*row as usize).copied().unwrap_or(0)).collect();
        let mut counts = std::collections::BTreeMap::new();
        for class in &classes {
            *counts.entry(*class).or_insert(0_usize) += 1;
        }
        let most = counts.into_values().max().unwrap_or(0);
        if most < k {
            return Err(EngineError::Data(format!(
                "resampling: stratified_k_fold with {k} splits needs a class of at least {k} training rows, and the largest has {most}; use fewer splits"
            )));
        }
        Ok(classes)
    }

    fn groups(&self, rows: &[u32], spec: &ResamplingSpec, k: usize) -> Result<Vec<Vec<usize>>, EngineError> {
        let Some(column) = self.column(spec, SplitMethod::Group) else {
            return Err(EngineError::Spec(
                "resampling: group_k_fold needs the column that holds the group; name it in \"column\""
                    .to_owned(),
            ));
        };
        let groups = by_group(self.table, column, rows)?;
        if groups.len() < k {
            return Err(EngineError::Data(format!(
                "resampling: group_k_fold with {k} splits needs at least {k} groups, and the training rows have {} in {column:?}; use fewer splits",
                groups.len()
            )));
        }
        // Training rows are ascending, and so is each group.
        let position = |row: &u32| rows.binary_search(row).unwrap_or(0);
        Ok(groups.iter().map(|group| group.iter().map(position).collect()).collect())
    }

    fn in_time(&self, rows: &[u32], spec: &ResamplingSpec) -> Result<Vec<Fold>, EngineError> {
        let k = spec.n_splits as usize;
        if rows.len() <= k {
            return Err(EngineError::Data(format!(
                "resampling: time_series_split with {k} splits needs more than {k} training rows, and there are {}; use fewer splits",
                rows.len()
            )));
        }
        let line = Timeline::new(self.table, self.column(spec, SplitMethod::Time), rows)?;
        let most = spec.max_train_size.map(|most| most as usize);
        let take = |range: std::ops::Range<usize>| line.rows.get(range).unwrap_or_default().to_vec();
        Ok(deal::in_time(&line, k, spec.gap as usize, most)
            .into_iter()
            .map(|(train, test)| Fold { train: take(train), test: take(test) })
            .collect())
    }
}

/// The fold in which the positions `test` of `rows` judge and all others teach.
fn parted(rows: &[u32], test: &[usize]) -> Fold {
    let mut fold = Fold { train: Vec::with_capacity(rows.len()), test: Vec::with_capacity(test.len()) };
    let mut next = test.iter().copied().peekable();
    for (position, row) in rows.iter().enumerate() {
        if next.next_if_eq(&position).is_some() {
            fold.test.push(*row);
        } else {
            fold.train.push(*row);
        }
    }
    fold
}

fn checked(folds: Vec<Fold>, rows: usize) -> Result<Vec<Fold>, EngineError> {
    let empty = |fold: &Fold| fold.train.is_empty() || fold.test.is_empty();
    match folds.iter().position(empty) {
        None if !folds.is_empty() => Ok(folds),
        found => Err(EngineError::Data(format!(
            "resampling: {rows} training rows are too few: fold {} has no row that teaches or none that judges; use fewer splits, a smaller gap, or more rows",
            found.unwrap_or(0) + 1
        ))),
    }
}
