//! What the target column asks for: classes or numbers.

use std::collections::BTreeSet;

use super::PipelineSpec;
use crate::models::Task;
use crate::table::{Column, DType, groups};

/// The task a spec sets for a target column. A numeric target is a class only when the spec says so
/// or when it has no more than two distinct values.
#[must_use]
pub fn task_of(spec: &PipelineSpec, target: &Column) -> Task {
    if let (Some(task), DType::Numeric) | (Some(task @ Task::Classification), _) = (spec.task, target.dtype())
    {
        return task;
    }
    if target.dtype() != DType::Numeric {
        return Task::Classification;
    }
    let mut distinct = BTreeSet::new();
    for value in (0..target.len()).filter_map(|row| target.number(row)) {
        distinct.insert(value.to_bits());
        if distinct.len() > 2 {
            return Task::Regression;
        }
    }
    Task::Classification
}

/// The classes of a target: their names in order, and the class of every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Names of the classes: by value when all are numbers, else by their code points.
    pub names: Vec<String>,
    /// One class a row, an index into `names`.
    pub codes: Vec<u32>,
}

impl Labels {
    /// The labels of the rows of `target`, all of which must be known, with `first` as the first
    /// classes whether they occur or not.
    #[must_use]
    pub fn new(target: &Column, first: &[String]) -> Self {
        let groups = groups(target);
        let mut names = first.to_vec();
        let mut new: Vec<&String> = groups.keys().filter(|name| !first.contains(name)).collect();
        let value = |name: &str| name.parse::<f64>().ok();
        if new.iter().all(|name| value(name).is_some()) {
            new.sort_by(|a, b| value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal));
        }
        names.extend(new.into_iter().cloned());
        let mut codes = vec![0; target.len()];
        for (code, name) in (0..).zip(&names) {
            for row in groups.get(name).into_iter().flatten() {
                if let Some(slot) = codes.get_mut(*row as usize) {
                    *slot = code;
                }
            }
        }
        Self { codes, names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_stand_in_order_of_value_or_of_text() {
        let numbers = Column::numeric("y", [10.0, 9.0, 10.0].map(Some));
        assert_eq!(Labels::new(&numbers, &[]).names, ["9", "10"]);
        assert_eq!(Labels::new(&numbers, &[]).codes, [1, 0, 1]);
        let texts = Column::categorical("y", ["b", "a", "10"].map(Some));
        assert_eq!(Labels::new(&texts, &[]).names, ["10", "a", "b"]);
    }

    #[test]
    fn known_classes_come_first_and_new_ones_after() {
        let texts = Column::categorical("y", ["z", "a"].map(Some));
        let labels = Labels::new(&texts, &["z".to_owned(), "y".to_owned()]);
        assert_eq!(labels.names, ["z", "y", "a"]);
        assert_eq!(labels.codes, [0, 2]);
    }

    #[test]
    fn a_number_of_two_values_is_a_class() {
        let spec = PipelineSpec::new("y", "dummy");
        let two = Column::numeric("y", [0.0, 1.0, 1.0].map(Some));
        let three = Column::numeric("y", [0.0, 1.0, 2.0].map(Some));
        assert_eq!(task_of(&spec, &two), Task::Classification);
        assert_eq!(task_of(&spec, &three), Task::Regression);
        let asked = PipelineSpec { task: Some(Task::Classification), ..spec };
        assert_eq!(task_of(&asked, &three), Task::Classification);
    }
}
