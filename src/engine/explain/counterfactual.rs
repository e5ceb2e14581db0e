//! What would have to be otherwise: a change of few inputs, as small as can be found, that flips the
//! predicted class or moves a predicted number past a bound.
//!
//! S. Wachter, B. Mittelstadt, C. Russell, *Counterfactual Explanations*, 2017. A search, and so approximate:
//! it tries values that training has seen, changes as few inputs as it can, and then draws numbers back as
//! near as the answer allows. A nearer change may exist. The change found is true: the pipeline has predicted
//! it. It says nothing of causes, nor of what can be changed.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::ground::{Ground, answers, with_column};
use super::steps::Steps;
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::progress::Progress;
use crate::table::Table;

/// Inputs changed at most.
pub const MOST_CHANGES: usize = 3;

/// Unfinished changes that are followed up at each step.
const BEAM: usize = 6;

/// Finished changes that are drawn back.
const FINALISTS: usize = 6;

/// Points between the row's number and the changed one that are tried to draw it back.
const POINTS: u32 = 32;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Any other class than the predicted one.
    OtherClass,
    /// This class.
    Class(String),
    /// A number of at least this.
    AtLeast(f64),
    /// A number of at most this.
    AtMost(f64),
}

/// One changed input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The input.
    pub column: String,
    /// What the row has.
    pub from: Cell,
    /// What it would have to have.
    pub to: Cell,
    /// How far apart they are: numbers as a share of the training rows' range, all else 1.
    pub distance: f64,
}

/// A change that does what is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The changed inputs.
    pub changes: Vec<Change>,
    /// Their distances in sum.
    pub distance: f64,
    /// What the pipeline then predicts: the share of every class, or a number.
    pub answer: Vec<f64>,
}

/// Changed inputs, by index.
type Changed = Vec<(usize, Cell)>;

struct Search<'a> {
    ground: &'a Ground<'a>,
    row: &'a Table,
    own: Vec<Cell>,
    steps: Vec<Steps>,
    goal: Goal,
    /// The class predicted of the row.
    class: Option<usize>,
}

/// Looks for a change of the first row of `row`; none when none was found within [`MOST_CHANGES`] inputs, and
/// for a row that gets no prediction.
///
/// # Errors
/// When the goal does not suit the pipeline, or `progress` ends the work.
pub fn counterfactual(
    ground: &Ground,
    row: &Table,
    goal: &Goal,
    progress: &mut dyn Progress,
) -> Result<Option<Counterfactual>, EngineError> {
    let pipeline = ground.pipeline();
    let suits = match goal {
        Goal::OtherClass => !pipeline.classes.is_empty(),
        Goal::Class(class) => pipeline.classes.contains(class),
        Goal::AtLeast(bound) | Goal::AtMost(bound) => pipeline.classes.is_empty() && bound.is_finite(),
    };
    if !suits {
        return Err(EngineError::Spec(
            "what is wanted does not suit the target; name one of its classes, or a bound for a number"
                .to_owned(),
        ));
    }
    let train = ground.rows(PartName::Train, usize::MAX)?;
    let mut steps = Vec::with_capacity(pipeline.inputs.len());
    let mut own = Vec::with_capacity(pipeline.inputs.len());
    for input in &pipeline.inputs {
        steps.push(Steps::of(train.column(&input.name)?));
        own.push(Cell::of(row.column(&input.name)?, 0));
    }
    let mut search = Search { ground, row, own, steps, goal: goal.clone(), class: None };
    let Some(Some(answer)) = search.answers(&[Vec::new()])?.into_iter().next() else { return Ok(None) };
    search.class = (!pipeline.classes.is_empty()).then(|| argmax(&answer));
    if search.merit(&answer).1 {
        return Ok(None);
    }
    search.run(progress)
}

impl Search<'_> {
    fn run(&self, progress: &mut dyn Progress) -> Result<Option<Counterfactual>, EngineError> {
        let mut beam: Vec<Changed> = vec![Vec::new()];
        for depth in 0..MOST_CHANGES.min(self.steps.len()) {
            progress.advance("changes", depth, MOST_CHANGES)?;
            let tried = self.further(&beam);
            let mut done: Vec<(f64, Changed)> = Vec::new();
            let mut open: Vec<(f64, f64, Changed)> = Vec::new();
            for (changed, answer) in tried.iter().zip(self.answers(&tried)?) {
                let Some(answer) = answer else { continue };
                let (merit, reached) = self.merit(&answer);
                let distance = self.distance(changed);
                if reached {
                    done.push((distance, changed.clone()));
                } else {
                    open.push((merit, distance, changed.clone()));
                }
            }
            if !done.is_empty() {
                done.sort_by(|a, b| a.0.total_cmp(&b.0));
                return self.nearest(done.into_iter().map(|(_, changed)| changed).collect());
            }
            open.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
            beam = open.into_iter().take(BEAM).map(|(_, _, changed)| changed).collect();
        }
        Ok(None)
    }

    /// Every change with one more input, each set of inputs and values once.
    fn further(&self, beam: &[Changed]) -> Vec<Changed> {
        let mut tried: Vec<Changed> = Vec::new();
        for changed in beam {
            for (at, steps) in self.steps.iter().enumerate() {
                if changed.iter().any(|(input, _)| *input == at) {
                    continue;
                }
                for cell in steps.cells.iter().filter(|cell| self.own.get(at) != Some(cell)) {
                    let mut next = changed.clone();
                    next.push((at, cell.clone()));
                    next.sort_by_key(|(input, _)| *input);
                    tried.push(next);
                }
            }
        }
        tried
    }

    /// The nearest of the changes after each was drawn back; they stand in order of their distance.
    fn nearest(&self, done: Vec<Changed>) -> Result<Option<Counterfactual>, EngineError> {
        let mut sets: Vec<Vec<usize>> = Vec::new();
        let mut best: Option<(f64, Changed)> = None;
        for changed in done {
            // Of one set of inputs the nearest is enough: the others are drawn back to the same place.
            let inputs: Vec<usize> = changed.iter().map(|(input, _)| *input).collect();
            if sets.contains(&inputs) {
                continue;
            }
            if sets.len() == FINALISTS {
                break;
            }
            sets.push(inputs);
            let back = self.drawn_back(changed)?;
            let distance = self.distance(&back);
            if best.as_ref().is_none_or(|(least, _)| distance < *least) {
                best = Some((distance, back));
            }
        }
        let Some((distance, changed)) = best else { return Ok(None) };
        // The change is asked about once more: what is told of it is what the pipeline says.
        let Some(Some(answer)) = self.answers(std::slice::from_ref(&changed))?.into_iter().next() else {
            return Ok(None);
        };
        let inputs = &self.ground.pipeline().inputs;
        let changes = changed.into_iter().filter_map(|(at, to)| {
            let (from, steps) = (self.own.get(at)?.clone(), self.steps.get(at)?);
            let distance = steps.distance(&from, &to);
            Some(Change { column: inputs.get(at)?.name.clone(), from, to, distance })
        });
        Ok(Some(Counterfactual { changes: changes.collect(), distance, answer }))
    }

    /// The same change with every number as near to the row's own as reaches the goal, on round values.
    fn drawn_back(&self, mut changed: Changed) -> Result<Changed, EngineError> {
        for place in 0..changed.len() {
            let Some((at, to)) = changed.get(place).cloned() else { continue };
            let (Some(steps), Some(own), Some(mut far)) =
                (self.steps.get(at), self.own.get(at).and_then(Cell::number), to.number())
            else {
                continue;
            };
            let mut near = own;
            let unit = if steps.whole { 1.0 } else { round_unit(steps.high - steps.low) };
            for _ in 0..2 {
                let point = |step: u32| near + (far - near) * f64::from(step) / f64::from(POINTS);
                let mut points: Vec<f64> = (1..=POINTS).map(|step| outward(point(step), own, unit)).collect();
                points.retain(|point| (point - own).abs() <= (to.number().unwrap_or(own) - own).abs());
                points.dedup();
                let tried: Vec<Changed> = points
                    .iter()
                    .map(|point| replaced(&changed, place, at, Cell::at(steps.dtype, *point)))
                    .collect();
                let reached =
                    |answer: &Option<Vec<f64>>| answer.as_ref().is_some_and(|answer| self.merit(answer).1);
                let Some(first) = self.answers(&tried)?.iter().position(reached) else { break };
                far = points.get(first).copied().unwrap_or(far);
                near = first.checked_sub(1).and_then(|before| points.get(before)).copied().unwrap_or(near);
            }
            let back = replaced(&changed, place, at, Cell::at(steps.dtype, far));
            let answer = self.answers(std::slice::from_ref(&back))?.into_iter().next().flatten();
            if answer.is_some_and(|answer| self.merit(&answer).1) {
                changed = back;
            }
        }
        Ok(changed)
    }

    fn distance(&self, changed: &[(usize, Cell)]) -> f64 {
        let each =
            changed.iter().filter_map(|(at, to)| Some(self.steps.get(*at)?.distance(self.own.get(*at)?, to)));
        each.sum()
    }

    /// How near an answer is to the goal, more being nearer, and whether it is reached.
    fn merit(&self, answer: &[f64]) -> (f64, bool) {
        let share = |class: usize| answer.get(class).copied().unwrap_or(0.0);
        match &self.goal {
            Goal::OtherClass => {
                let class = self.class.unwrap_or(usize::MAX);
                (-share(class), self.class.is_some() && argmax(answer) != class)
            }
            Goal::Class(wanted) => {
                let class = self.ground.pipeline().classes.iter().position(|class| class == wanted);
                (class.map_or(0.0, share), Some(argmax(answer)) == class)
            }
            Goal::AtLeast(bound) => (share(0), share(0) >= *bound),
            Goal::AtMost(bound) => (-share(0), share(0) <= *bound),
        }
    }

    /// What the pipeline says of the row with each of the changes; none where it says nothing.
    fn answers(&self, changes: &[Changed]) -> Result<Vec<Option<Vec<f64>>>, EngineError> {
        let pipeline = self.ground.pipeline();
        let mut rows = self.row.take(&vec![0; changes.len()]);
        for (at, (input, own)) in pipeline.inputs.iter().zip(&self.own).enumerate() {
            if !changes.iter().flatten().any(|(changed, _)| *changed == at) {
                continue;
            }
            let to = |changed: &Changed| {
                changed.iter().find(|(input, _)| *input == at).map(|(_, cell)| cell.clone())
            };
            let cells: Vec<Cell> =
                changes.iter().map(|changed| to(changed).unwrap_or_else(|| own.clone())).collect();
            rows = with_column(&rows, cell::column(&input.name, input.dtype, &cells)?)?;
        }
        let prediction = pipeline.predict(&rows)?;
        let mut found = vec![None; changes.len()];
        for (row, answer) in prediction.scored.iter().zip(answers(&prediction.output, pipeline.classes.len()))
        {
            if let Some(slot) = found.get_mut(*row as usize) {
                *slot = Some(answer);
            }
        }
        Ok(found)
    }
}

fn replaced(changed: &Changed, place: usize, at: usize, cell: Cell) -> Changed {
    let mut changed = changed.clone();
    if let Some(slot) = changed.get_mut(place) {
        *slot = (at, cell);
    }
    changed
}

/// The class with the greatest share, the first on a tie.
pub(super) fn argmax(answer: &[f64]) -> usize {
    let mut best = 0;
    for (class, share) in answer.iter().enumerate() {
        if answer.get(best).is_some_and(|most| share > most) {
            best = class;
        }
    }
    best
}

/// The next multiple of `unit`, away from `own`.
fn outward(value: f64, own: f64, unit: f64) -> f64 {
    let multiple = value / unit;
    let round = if value >= own { multiple.ceil() } else { multiple.floor() };
    if unit < 1.0 { round / (1.0 / unit).round() } else { round * unit }
}

/// A power of ten of which about a thousand make up the range.
fn round_unit(range: f64) -> f64 {
    const PARTS: f64 = 1000.0;
    let mut unit = 1.0;
    while unit > range / PARTS && unit > f64::MIN_POSITIVE * PARTS {
        unit /= 10.0;
    }
    while unit * 10.0 <= range / PARTS {
        unit *= 10.0;
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_drawn_back_to_round_values_that_are_not_nearer_than_asked() {
        assert_eq!([round_unit(59.0), round_unit(1.0), round_unit(25_000.0)], [0.01, 0.001, 10.0]);
        assert_eq!(outward(206.5714, 181.0, 0.01), 206.58);
        assert_eq!(outward(206.5714, 231.0, 0.01), 206.57);
        assert_eq!(outward(1234.0, 1000.0, 10.0), 1240.0);
        assert_eq!(outward(2.0, 1.0, 1.0), 2.0);
    }
}
