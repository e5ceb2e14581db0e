//! Keeps the columns that have most to do with the target, each judged alone.

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::mutual_information::{self, Digamma, with_noise};
use super::relevance::{chi2, f_of_classes, f_of_line};
use super::selection::{JUDGED, Selection, greatest};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::models::Task;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "select_k_best",
    label: "Select the best columns",
    purpose: Purpose::Reduce,
    help: "Keeps the columns that have most to do with the target in training, each judged alone: two that say the same both stay. A column is judged in the rows where it has a value; of equals the earlier stays.",
    sklearn: "SelectKBest",
    params: &[
        ParamSpec {
            name: "score_func",
            label: "Judged by",
            help: "F: by how far the means of the classes lie apart, or by a line through numbers. Chi²: for columns of counts, and classes. Mutual information: any kind of dependence, and slower.",
            domain: Domain::Choice(&[
                Choice { value: "f", label: "F (analysis of variance, or a line)" },
                Choice { value: "chi2", label: "Chi²" },
                Choice { value: "mutual_info", label: "Mutual information" },
            ]),
            default: Default::Text("f"),
            visible_when: None,
        },
        ParamSpec {
            name: "k",
            label: "Columns to keep",
            help: "How many of the step's columns stay; all, where there are no more.",
            domain: Domain::Int { min: 1, max: 1000 },
            default: Default::Int(10),
            visible_when: None,
        },
        ParamSpec {
            name: "n_neighbors",
            label: "Neighbours",
            help: "How many neighbours of a row the estimate looks at. More give a steadier and a flatter estimate.",
            domain: Domain::Int { min: 1, max: 20 },
            default: Default::Int(3),
            visible_when: Some(("score_func", &["mutual_info"])),
        },
    ],
    accepts: |_| JUDGED,
    named: false,
};

/// The score of every column, and which stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    score: String,
    selection: Selection,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let score = input.params.text("score_func");
    if score == "chi2" && input.task == Task::Regression {
        return Err(EngineError::Spec(format!(
            "{}: chi² tells classes apart, and the target holds numbers; judge by F or by mutual information",
            KIND.label
        )));
    }
    let judge = Judge {
        score,
        n_neighbors: input.params.count("n_neighbors"),
        answers: Answers::new(input),
        digamma: Digamma::new(input.table.n_rows()),
    };
    let columns = input.columns.iter().map(|name| judge.score(input.table.column(name)?));
    let scores = columns.collect::<Result<Vec<Option<f64>>, EngineError>>()?;
    let kept = greatest(&scores, input.params.count("k"));
    let selection = Selection::new(&KIND, input, &scores, &kept, "ask for one at least")?;
    Ok(FittedStep::SelectKBest(Fitted { score: score.to_owned(), selection }).into())
}

/// What columns are judged by.
struct Judge<'a> {
    score: &'a str,
    n_neighbors: usize,
    answers: Answers,
    digamma: Digamma,
}

impl Judge<'_> {
    /// None where no row has a value, or numbers are too large to tell.
    fn score(&self, column: &Column) -> Result<Option<f64>, EngineError> {
        let known = (0..column.len()).filter_map(|row| column.number(row).map(|value| (row, value)));
        let (rows, values): (Vec<usize>, Vec<f64>) = known.unzip();
        if values.is_empty() {
            return Ok(None);
        }
        let boolean = column.dtype() == DType::Boolean;
        let answers = self.answers.take(&rows);
        let found = match (self.score, &answers) {
            ("mutual_info", answers) => self.information(&values, boolean, answers),
            ("chi2", Answers::Classes { codes, n_classes }) => {
                if let Some(at) = values.iter().position(|value| *value < 0.0) {
                    return Err(EngineError::Data(format!(
                        "{}: chi² is for counts, and column {:?} holds {}; scale it with Min-max first, or judge by F",
                        KIND.label,
                        column.name(),
                        values.get(at).copied().unwrap_or(0.0)
                    )));
                }
                chi2(&values, codes, *n_classes)
            }
            (_, Answers::Classes { codes, n_classes }) => f_of_classes(&values, codes, *n_classes),
            (_, Answers::Numbers(numbers)) => f_of_line(&values, numbers),
        };
        Ok(Some(found).filter(|score| !score.is_nan()))
    }

    /// Mutual information; a boolean column is discrete, a numeric one continuous.
    fn information(&self, values: &[f64], boolean: bool, answers: &Answers) -> f64 {
        let bits = || values.iter().map(|value| u32::from(*value > 0.5)).collect::<Vec<u32>>();
        let (k, digamma) = (self.n_neighbors, &self.digamma);
        match answers {
            Answers::Classes { codes, n_classes } if boolean => {
                mutual_information::of_codes(&bits(), codes, (2, *n_classes))
            }
            Answers::Classes { codes, n_classes } => {
                let values = with_noise(values, "mutual information: column");
                mutual_information::of_numbers_and_codes(&values, (codes, *n_classes), k, digamma)
            }
            Answers::Numbers(numbers) => {
                let numbers = with_noise(numbers, "mutual information: target");
                if boolean {
                    return mutual_information::of_numbers_and_codes(&numbers, (&bits(), 2), k, digamma);
                }
                let values = with_noise(values, "mutual information: column");
                mutual_information::of_numbers(&values, &numbers, k, digamma)
            }
        }
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        self.selection.apply(&KIND, table)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.selection.learned(match self.score.as_str() {
            "chi2" => "chi²",
            "mutual_info" => "mutual information in nats",
            _ => "F",
        })
    }
}
