//! Explanations as charts and words.

use engine::explain::path::{Border, Original, Question};
use engine::explain::permutation::{Over, PermutationImportance};
use engine::explain::surrogate::{Asked, Surrogate};
use engine::explain::what_if::InputFacts;
use engine::explain::{Cell, Change, PartialDependence, WhatIf};
use engine::run::{Importance as Share, RunReport};
use plot::{Across, Dependence, Feature, Importance, TreeDiagram, TreeNode, Waterfall};

/// How much every column matters when it is shuffled.
#[must_use]
pub fn shuffled(found: &PermutationImportance) -> Importance {
    let feature = |column: &engine::explain::permutation::ColumnImportance| Feature {
        name: column.name.clone(),
        value: column.mean,
        spread: Some(column.std),
    };
    let what = match found.over {
        Over::Inputs => "Columns",
        Over::Features => "Prepared columns",
    };
    Importance {
        title: format!("{what} that matter when shuffled"),
        measure: format!("Fall of {}", found.metric),
        features: found.columns.iter().map(feature).collect(),
    }
}

/// What the shuffling was done on, in a sentence.
#[must_use]
pub fn shuffled_in_words(found: &PermutationImportance) -> String {
    format!(
        "Each column was shuffled {} times among {} rows, and the {} of {} fell by so much on average; the line is the standard deviation. Columns that say the same share their importance.",
        found.n_repeats,
        plot::number::count(found.rows as u64),
        found.metric,
        plot::number::score(found.score)
    )
}

/// What the model itself says of its features.
#[must_use]
pub fn own_importances(report: &RunReport) -> Option<Importance> {
    let feature = |share: &Share| Feature { name: share.feature.clone(), value: share.share, spread: None };
    let shares = report.importances.as_ref()?;
    Some(Importance {
        title: "What the model says itself".to_owned(),
        measure: "Share of the gain in training".to_owned(),
        features: shares.iter().map(feature).collect(),
    })
}

/// What is predicted, such as the probability of a class.
fn measure(target: &str, class: Option<&String>) -> String {
    class.map_or_else(|| format!("Predicted {target}"), |class| format!("Probability of {class}"))
}

/// The chart of one response, by its position.
#[must_use]
pub fn dependence(found: &PartialDependence, target: &str, at: usize) -> Option<Dependence> {
    let response = found.responses.get(at).or(found.responses.first())?;
    let numbers: Option<Vec<f64>> = found
        .grid
        .iter()
        .map(|cell| if let Cell::Number(value) = cell { Some(*value) } else { None })
        .collect();
    let (across, own) = match numbers {
        Some(numbers) => (Across::Numbers(numbers), found.own.iter().filter_map(Cell::number).collect()),
        None => (Across::Levels(found.grid.iter().map(Cell::text).collect()), Vec::new()),
    };
    Some(Dependence {
        title: format!("How {} acts", found.column),
        column: found.column.clone(),
        measure: measure(target, response.class.as_ref()),
        across,
        average: response.average.clone(),
        individual: response.individual.clone(),
        own,
    })
}

/// One score taken apart: by input where that is exact, else by feature. `at` is the score's position.
#[must_use]
pub fn waterfall(
    found: &WhatIf,
    inputs: &[InputFacts],
    classes: &[String],
    target: &str,
    at: usize,
) -> Option<Waterfall> {
    let shap = found.shap.as_ref()?;
    let score = shap.scores.get(at).or(shap.scores.first())?;
    let class = score.class.and_then(|class| classes.get(class as usize));
    let parts = match found.by_input.as_ref().and_then(|sums| sums.get(at).or(sums.first())) {
        Some(sums) => inputs.iter().map(|input| input.name.clone()).zip(sums.iter().copied()).collect(),
        None => {
            found.features.iter().map(|(name, _)| name.clone()).zip(score.values.iter().copied()).collect()
        }
    };
    let scale = shap.scale.label();
    let measure = match class {
        Some(class) => format!("{} of {class}", capital(scale)),
        None => format!("Predicted {target}"),
    };
    Some(Waterfall {
        title: "What moves this prediction".to_owned(),
        measure,
        base: score.base,
        parts,
        total: score.total,
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The classes whose scores can be taken apart, by position.
#[must_use]
pub fn scored_classes(found: &WhatIf, classes: &[String]) -> Vec<String> {
    let scores = found.shap.iter().flat_map(|shap| &shap.scores);
    scores.filter_map(|score| classes.get(score.class? as usize).cloned()).collect()
}

/// A cell in words.
#[must_use]
pub fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "missing".to_owned(),
        Cell::Number(value) => plot::number::short(*value),
        other => other.text(),
    }
}

/// A question that a row was asked, with its answer: `flipper_length_mm is 181, at most 206.5`.
#[must_use]
pub fn question(question: &Question) -> String {
    match &question.original {
        Some(original) => in_its_unit(original),
        None => {
            let side = if question.goes_left { "at most" } else { "above" };
            let (cell, threshold) =
                (plot::number::short(question.cell), plot::number::short(question.threshold));
            format!("{} is {cell} as prepared, {side} {threshold}", question.feature)
        }
    }
}

fn in_its_unit(original: &Original) -> String {
    let own = cell(&original.cell);
    match &original.border {
        Border::At { value, at_most } => {
            let side = if *at_most { "at most" } else { "above" };
            format!("{} is {own}, {side} {}", original.column, cell(value))
        }
        Border::Levels { with, other } if with.len() == 1 => {
            format!("{} is {own}, not {}", original.column, either(other))
        }
        Border::Levels { other, .. } => format!("{} is not {} but {own}", original.column, either(other)),
    }
}

fn either(names: &[String]) -> String {
    /// More names than this are counted.
    const NAMED: usize = 3;
    match names.len() {
        0 => "any other".to_owned(),
        n if n > NAMED => format!("one of {n} others"),
        _ => names.join(" or "),
    }
}

/// A change in words: `flipper_length_mm from 181 to 206.6`.
#[must_use]
pub fn change(change: &Change) -> String {
    format!("{} from {} to {}", change.column, cell(&change.from), exactly(&change.to))
}

/// A cell with all the digits that it needs.
#[must_use]
pub fn exactly(cell: &Cell) -> String {
    if *cell == Cell::Missing { "missing".to_owned() } else { cell.text() }
}

/// What is predicted, in words.
#[must_use]
pub fn prediction(answer: Option<&[f64]>, classes: &[String]) -> String {
    let Some(answer) = answer else {
        return "no prediction: a cell is still missing when it reaches the model".to_owned();
    };
    let mut best: Option<(&String, f64)> = None;
    for (class, share) in classes.iter().zip(answer) {
        if best.is_none_or(|(_, most)| *share > most) {
            best = Some((class, *share));
        }
    }
    match (best, answer.first()) {
        (Some((class, share)), _) => format!("{class} ({})", super::figure::percent(share)),
        (None, Some(value)) => plot::number::short(*value),
        (None, None) => "nothing".to_owned(),
    }
}

/// The tree that imitates, as a diagram: yes goes left.
#[must_use]
pub fn imitation(found: &Surrogate, target: &str) -> TreeDiagram {
    let mut branches = vec![String::new(); found.nodes.len()];
    for node in &found.nodes {
        let Some((_, yes, no)) = &node.question else { continue };
        for (child, word) in [(yes, "yes"), (no, "no")] {
            if let Some(branch) = branches.get_mut(*child) {
                *branch = word.to_owned();
            }
        }
    }
    let nodes = found.nodes.iter().zip(branches).map(|(node, branch)| {
        let answer = prediction(Some(&node.answer), &found.classes);
        let rows = plot::number::counted(u64::from(node.rows), "row", "rows");
        let (label, details, children) = match &node.question {
            Some((asked, yes, no)) => {
                (format!("{}?", asked_in_words(asked)), vec![rows, answer], vec![*yes, *no])
            }
            None => (answer, vec![rows], Vec::new()),
        };
        let shares = if found.classes.is_empty() { Vec::new() } else { node.answer.clone() };
        TreeNode { branch, label, details, shares, children, ..TreeNode::default() }
    });
    TreeDiagram {
        title: format!("A tree that imitates the model of {target}"),
        classes: found.classes.clone(),
        nodes: nodes.collect(),
        depth: engine::explain::surrogate::MOST_DEPTH,
    }
}

fn asked_in_words(asked: &Asked) -> String {
    match asked {
        Asked::AtMost { column, value } => format!("{column} ≤ {}", plot::number::short(*value)),
        Asked::IsNot { column, level } => format!("{column} is not {level}"),
    }
}

/// How well the tree imitates, in a sentence.
#[must_use]
pub fn fidelity(found: &Surrogate) -> String {
    let (what, on): (_, fn(f64) -> String) = if found.classes.is_empty() {
        ("Its R² against the model is", |score| format!("{} on", plot::number::score(score)))
    } else {
        ("It says the same as the model on", |share| format!("{} of", super::figure::percent(share)))
    };
    let also = if found.classes.is_empty() { "and" } else { "and on" };
    let held =
        found.fidelity.map_or_else(String::new, |held| format!("{} validation rows {also} ", on(held)));
    let left_out = if found.left_out.is_empty() {
        String::new()
    } else {
        format!(" It does not look at {}.", found.left_out.join(", "))
    };
    format!("{what} {held}{} the training rows it learned from.{left_out}", on(found.fidelity_train))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::explain::{Attribution, Scale, Shap};

    fn asked(border: Border, own: Cell) -> String {
        question(&Question {
            feature: "x".into(),
            threshold: 0.5,
            cell: 0.25,
            goes_left: true,
            rows: 9,
            original: Some(Original { column: "island".into(), cell: own, border }),
        })
    }

    #[test]
    fn questions_are_asked_in_the_inputs_unit() {
        let at = Border::At { value: Cell::Number(206.5), at_most: false };
        assert_eq!(asked(at, Cell::Number(210.0)), "island is 210, above 206.5");
        let levels = |with: &[&str], other: &[&str]| Border::Levels {
            with: with.iter().map(|text| (*text).to_owned()).collect(),
            other: other.iter().map(|text| (*text).to_owned()).collect(),
        };
        let own = || Cell::Text("Dream".into());
        assert_eq!(asked(levels(&["Dream"], &["Biscoe"]), own()), "island is Dream, not Biscoe");
        assert_eq!(
            asked(levels(&["Dream", "a"], &["Biscoe", "b"]), own()),
            "island is not Biscoe or b but Dream"
        );
        let prepared = Question {
            feature: "pc1".into(),
            threshold: 0.5,
            cell: 0.25,
            goes_left: true,
            rows: 9,
            original: None,
        };
        assert_eq!(question(&prepared), "pc1 is 0.25 as prepared, at most 0.5");
    }

    #[test]
    fn how_well_a_tree_imitates_is_said_of_either_kind_of_rows() {
        let surrogate = |fidelity: Option<f64>, classes: &[&str]| Surrogate {
            nodes: Vec::new(),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
            metric: String::new(),
            fidelity_train: 0.956,
            fidelity,
            left_out: vec!["note".to_owned()],
        };
        assert_eq!(
            fidelity(&surrogate(Some(0.899), &["a", "b"])),
            "It says the same as the model on 89.9% of validation rows and on 95.6% of the training rows it learned from. It does not look at note."
        );
        assert_eq!(
            fidelity(&surrogate(None, &[])),
            "Its R² against the model is 0.956 on the training rows it learned from. It does not look at note."
        );
    }

    #[test]
    fn a_prediction_is_named() {
        let classes = ["no".to_owned(), "yes".to_owned()];
        assert_eq!(prediction(Some(&[0.25, 0.75]), &classes), "yes (75%)");
        assert_eq!(prediction(Some(&[12.5]), &[]), "12.5");
        assert!(prediction(None, &classes).contains("no prediction"));
    }

    #[test]
    fn a_score_is_taken_apart_by_input_where_that_is_exact() {
        let score = Attribution { class: Some(1), base: 0.5, values: vec![0.25, -0.5, 0.0], total: 0.25 };
        let mut found = WhatIf {
            answer: None,
            class: None,
            features: ["a=x", "a=y", "b"].map(|name| (name.to_owned(), Cell::Missing)).to_vec(),
            shap: Some(Shap { scale: Scale::LogOdds, scores: vec![score] }),
            by_input: Some(vec![vec![-0.25, 0.0]]),
            path: None,
            goal: None,
            nearest: None,
        };
        let input = |name: &str| InputFacts {
            name: name.to_owned(),
            dtype: engine::table::DType::Numeric,
            low: 0.0,
            high: 1.0,
            whole: false,
            levels: Vec::new(),
        };
        let (inputs, classes) = ([input("a"), input("b")], ["no".to_owned(), "yes".to_owned()]);
        let chart = waterfall(&found, &inputs, &classes, "answer", 0).unwrap();
        assert_eq!(chart.measure, "Log-odds of yes");
        assert_eq!(chart.parts, [("a".to_owned(), -0.25), ("b".to_owned(), 0.0)]);
        assert_eq!(scored_classes(&found, &classes), ["yes"]);
        found.by_input = None;
        assert_eq!(waterfall(&found, &inputs, &classes, "answer", 0).unwrap().parts.len(), 3);
    }
}
