//! What explanations stand on: a fitted pipeline beside the table it was fitted on.

use super::cell::Cell;
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::metrics::{Confusion, r2_score};
use crate::models::{Output, Task};
use crate::pipeline::{Design, FittedPipeline, Labels};
use crate::rng::Rng;
use crate::split::Split;
use crate::stats::mean;
use crate::table::{Column, Table};

/// A fitted pipeline, the table it was fitted on, and how its rows were dealt.
///
/// Whether test rows may be looked at is for the caller to know.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    table: &'a Table,
    pipeline: &'a FittedPipeline,
    split: Split,
}

impl<'a> Ground<'a> {
    /// Deals the rows as the pipeline's spec does.
    ///
    /// # Errors
    /// When the table is another one.
    pub fn new(table: &'a Table, pipeline: &'a FittedPipeline) -> Result<Self, EngineError> {
        let spec = &pipeline.spec;
        let is_classification = pipeline.task == Task::Classification;
        let split = Split::new(&spec.split, table, table.column(&spec.target)?, is_classification)?;
        Ok(Self { table, pipeline, split })
    }

    /// The pipeline.
    #[must_use]
    pub fn pipeline(&self) -> &'a FittedPipeline {
        self.pipeline
    }

    /// The rows of a part, by index into the table, ascending.
    #[must_use]
    pub fn part(&self, part: PartName) -> &[u32] {
        match part {
            PartName::Train => self.split.train(),
            PartName::Validation => self.split.validation(),
            PartName::Test => self.split.test(),
        }
    }

    /// The rows of a part, or `most` of them drawn at random, in the table's order.
    ///
    /// # Errors
    /// When the part has no rows.
    pub(super) fn rows(&self, part: PartName, most: usize) -> Result<Table, EngineError> {
        let rows = self.part(part);
        if rows.is_empty() {
            return Err(EngineError::Data(
                "the split leaves no rows in this part; look at the training rows, or give the part a share"
                    .to_owned(),
            ));
        }
        if rows.len() <= most {
            return Ok(self.table.take(rows));
        }
        let mut drawn = rows.to_vec();
        Rng::new(u64::from(self.pipeline.spec.model.seed), "rows to explain").shuffle(&mut drawn);
        drawn.truncate(most);
        drawn.sort_unstable();
        Ok(self.table.take(&drawn))
    }

    /// The rows of `rows` that get a prediction.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn scored(&self, rows: &Table) -> Result<Table, EngineError> {
        let scored = self.pipeline.predict(rows)?.scored;
        if scored.is_empty() {
            return Err(EngineError::Data(
                "no row gets a prediction, because a cell is still missing when it reaches the model; add the step Fill in missing cells"
                    .to_owned(),
            ));
        }
        Ok(if scored.len() == rows.n_rows() { rows.clone() } else { rows.take(&scored) })
    }

    /// An input column of a table.
    ///
    /// # Errors
    /// When the pipeline does not look at it.
    pub(super) fn input<'t>(&self, rows: &'t Table, name: &str) -> Result<&'t Column, EngineError> {
        if !self.pipeline.inputs.iter().any(|input| input.name == name) {
            return Err(EngineError::NoSuchColumn {
                column: name.to_owned(),
                known: self.pipeline.inputs.iter().map(|input| input.name.clone()).collect(),
            });
        }
        rows.column(name)
    }

    /// What the model sees of rows.
    pub(super) fn design(&self, rows: &Table) -> Result<Design, EngineError> {
        let pipeline = self.pipeline;
        Design::new(&pipeline.transform(rows)?, &pipeline.features, &pipeline.levels, pipeline.missing)
    }

    /// The mean of every feature over the training rows, as the fitted steps give them, without missing
    /// cells.
    pub(super) fn means(&self) -> Result<Vec<f64>, EngineError> {
        let design = self.design(self.split.train_view(self.table).table())?;
        let columns = design.x.columns().into_iter();
        let known =
            columns.map(|column| column.iter().copied().filter(|cell| !cell.is_nan()).collect::<Vec<_>>());
        Ok(known.map(|cells| mean(&cells)).collect())
    }
}

/// The known answers of rows, to score predictions with.
pub(super) enum Truth {
    Classes { labels: Vec<String>, codes: Vec<u32> },
    Numbers(Vec<f64>),
}

impl Truth {
    pub(super) fn new(pipeline: &FittedPipeline, rows: &Table) -> Result<Self, EngineError> {
        let target = rows.column(&pipeline.spec.target)?;
        Ok(match pipeline.task {
            Task::Classification => {
                let Labels { names, codes } = Labels::new(target, &pipeline.classes);
                Self::Classes { labels: names, codes }
            }
            Task::Regression => {
                Self::Numbers((0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect())
            }
        })
    }

    /// What the score is called.
    pub(super) fn metric(&self) -> &'static str {
        match self {
            Self::Classes { .. } => "accuracy",
            Self::Numbers(_) => "R²",
        }
    }

    /// The score of predictions of the rows at `places`: accuracy, or R² for numbers.
    pub(super) fn score(&self, places: &[u32], output: &Output) -> Result<f64, EngineError> {
        fn at<T: Copy + Default>(values: &[T], places: &[u32]) -> Vec<T> {
            places.iter().map(|place| values.get(*place as usize).copied().unwrap_or_default()).collect()
        }
        let score = match (self, output) {
            (Self::Classes { labels, codes }, Output::Classes { codes: predicted, .. }) => {
                Confusion::new(labels, &at(codes, places), predicted)
                    .and_then(|confusion| confusion.accuracy())
            }
            (Self::Numbers(values), Output::Numbers(predicted)) => r2_score(&at(values, places), predicted),
            _ => {
                return Err(EngineError::Spec("the model does not predict what the target holds".to_owned()));
            }
        };
        score.map_err(|reason| {
            EngineError::Data(format!("{} cannot be measured here: {reason}", self.metric()))
        })
    }
}

/// Predictions as numbers, one list a row: the share of every class, or the number.
pub(super) fn answers(output: &Output, n_classes: usize) -> Vec<Vec<f64>> {
    match output {
        Output::Numbers(values) => values.iter().map(|value| vec![*value]).collect(),
        Output::Classes { probabilities: Some(shares), .. } => {
            shares.rows().into_iter().map(|row| row.to_vec()).collect()
        }
        Output::Classes { codes, probabilities: None } => {
            let one =
                |code: u32| (0..n_classes).map(move |class| f64::from(u8::from(class == code as usize)));
            codes.iter().map(|code| one(*code).collect()).collect()
        }
    }
}

/// The same rows with another column of that name.
pub(super) fn with_column(rows: &Table, column: Column) -> Result<Table, EngineError> {
    let mut column = Some(column);
    let columns = rows.columns().iter().map(|old| match &column {
        Some(new) if new.name() == old.name() => column.take().unwrap_or_else(|| old.clone()),
        _ => old.clone(),
    });
    Table::new(columns.collect())
}

/// The same rows with one cell in every row of a column.
pub(super) fn with_cell(rows: &Table, name: &str, cell: &Cell) -> Result<Table, EngineError> {
    let dtype = rows.column(name)?.dtype();
    let one = super::cell::column(name, dtype, std::slice::from_ref(cell))?;
    with_column(rows, one.take(&vec![0; rows.n_rows()]))
}
