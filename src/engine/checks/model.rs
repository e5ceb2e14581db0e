//! Whether the model learned what holds for other rows, and whether its figures say so.

use super::{Check, Facts, Question, Verdict, graded};
use crate::evaluate::{Answers, Headline, Part, PartName, PartReport};

/// Training may be better than validation by this much of macro F1 or R² before one should look: a rule
/// of thumb, as much as the headline figure moves between neighbouring models in practice.
pub const GAP_LOOK: f64 = 0.1;
/// At this gap most of what was learned does not hold for other rows. A rule of thumb as well.
pub const GAP_PROBLEM: f64 = 0.3;

/// An interval of the headline figure wider than this tells good models from fair ones no more: half of
/// it is a tenth of the figure's range.
pub const WIDTH_LOOK: f64 = 0.2;
/// An interval this wide hardly tells anything.
pub const WIDTH_PROBLEM: f64 = 0.4;

/// Probabilities that miss by this much on average change decisions: a rule of thumb.
pub const CALIBRATION_LOOK: f64 = 0.05;
/// So many times what chance alone would do; few rows make every calibration error large.
pub const CALIBRATION_BY_CHANCE: f64 = 2.0;

const OVERFIT: Question = Question {
    name: "overfit",
    label: "Training and validation agree",
    meaning: "A model that is much better on the rows it learned from has learned some of them by heart. For forests and nearest neighbours a perfect training figure is usual, and the validation figure is the one that counts.",
    advice: "Compare simpler settings (fewer or shallower trees, more neighbours, a stronger penalty) on the validation rows, or collect more rows.",
};

const BASELINE: Question = Question {
    name: "underfit",
    label: "Better than the baseline",
    meaning: "The baseline looks at no feature. A model that is not surely better has found nothing to predict from, or was kept from finding it.",
    advice: "Look at the features and their preparation, try another family or looser settings, or accept that the target cannot be predicted from these columns.",
};

const CONSTANT: Question = Question {
    name: "constant_predictions",
    label: "Predictions differ",
    meaning: "A model that says the same of every row uses no feature.",
    advice: "Loosen the settings, scale the features where distances count, or weigh the classes.",
};

const FEW: Question = Question {
    name: "few_rows",
    label: "Enough rows to judge by",
    meaning: "With few rows the figure depends on which they happen to be: another draw of rows moves it within the interval.",
    advice: "Give the part more rows, or use cross-validation; do not choose between models whose figures lie within the interval.",
};

const CALIBRATION: Question = Question {
    name: "calibration",
    label: "Probabilities come true",
    meaning: "If of the rows given 80 % fewer or more come true, probabilities mislead wherever they are weighed against costs; the order of the rows may still be right.",
    advice: "Choose the threshold on validation rows instead of taking one half, or calibrate the model.",
};

/// Validation rows, or test rows where there are none.
fn judged<'a>(facts: &Facts<'a>) -> Option<(&'static str, &'a Part)> {
    let evaluation = facts.evaluation;
    let validation = evaluation.validation.as_ref().map(|part| ("validation", part));
    validation.or(evaluation.test.as_ref().map(|part| ("test", part)))
}

fn headline(part: &Part) -> Option<(&str, f64)> {
    let metric = Headline::of(PartName::Validation, part)?.metric;
    Some((metric.label.as_str(), metric.value?))
}

pub(super) fn overfit(facts: &Facts) -> Option<Check> {
    let (name, other) = judged(facts)?;
    let ((label, learned), (_, unseen)) = (headline(&facts.evaluation.train)?, headline(other)?);
    let gap = learned - unseen;
    let interval = Headline::of(PartName::Validation, other).and_then(|headline| headline.metric.interval);
    let is_by_chance = interval.is_some_and(|interval| learned <= interval.high);
    let verdict = if is_by_chance { Verdict::Ok } else { graded(gap, GAP_LOOK, GAP_PROBLEM) };
    let found = format!("{label} is {learned:.3} on training and {unseen:.3} on {name} rows.");
    Some(OVERFIT.answer(Some(gap), verdict, found))
}

pub(super) fn baseline(facts: &Facts) -> Option<Check> {
    let (name, part) = judged(facts)?;
    let lead = part.lead.as_ref()?;
    let label = headline(part).map_or(lead.metric.as_str(), |(label, _)| label);
    let verdict = match &lead.interval {
        _ if lead.difference <= 0.0 => Verdict::Problem,
        Some(interval) if interval.low > 0.0 => Verdict::Ok,
        _ => Verdict::Look,
    };
    let range = lead.interval.map_or_else(String::new, |interval| {
        format!(" (95 % interval about {:.3} to {:.3})", interval.low, interval.high)
    });
    let found = format!(
        "On {name} rows the model's {label} is {:+.3} against the baseline's{range}.",
        lead.difference
    );
    Some(BASELINE.answer(Some(lead.difference), verdict, found))
}

pub(super) fn constant(facts: &Facts) -> Option<Check> {
    if facts.answers.rows() < 2 {
        return None;
    }
    let (verdict, figure, found) = match facts.answers {
        Answers::Classes { labels, predicted, .. } => {
            let known = facts.pipeline.classes.len();
            let mut seen = vec![false; labels.len()];
            for code in predicted {
                if let Some(seen) = seen.get_mut(*code as usize) {
                    *seen = true;
                }
            }
            let used = seen.iter().filter(|seen| **seen).count();
            let verdict = match used {
                _ if known < 2 => Verdict::Problem,
                1 => Verdict::Problem,
                used if used < known => Verdict::Look,
                _ => Verdict::Ok,
            };
            (verdict, used as f64, format!("{used} of {known} classes known in training were predicted."))
        }
        Answers::Numbers { predicted, .. } => {
            let mut sorted = predicted.clone();
            sorted.sort_by(f64::total_cmp);
            sorted.dedup();
            let verdict = if sorted.len() < 2 { Verdict::Problem } else { Verdict::Ok };
            let found =
                format!("{} different numbers were predicted of {} rows.", sorted.len(), predicted.len());
            (verdict, sorted.len() as f64, found)
        }
    };
    Some(CONSTANT.answer(Some(figure), verdict, found))
}

pub(super) fn few_rows(facts: &Facts) -> Option<Check> {
    let (name, part) = facts.evaluation.parts().rfind(|(name, _)| *name != PartName::Train)?;
    let rows = match name {
        PartName::Test => "test",
        _ => "validation",
    };
    let headline = Headline::of(name, part)?;
    let Some(interval) = headline.metric.interval else {
        let found =
            format!("{} {rows} rows are too few for an interval of {}.", part.scored, headline.metric.label);
        return Some(FEW.answer(None, Verdict::Look, found));
    };
    let width = interval.high - interval.low;
    let found = format!(
        "{} on {} {rows} rows is probably between {:.3} and {:.3}, {width:.3} apart.",
        headline.metric.label, part.scored, interval.low, interval.high
    );
    Some(FEW.answer(Some(width), graded(width, WIDTH_LOOK, WIDTH_PROBLEM), found))
}

pub(super) fn calibration(facts: &Facts) -> Option<Check> {
    let (name, part) = judged(facts)?;
    let PartReport::Classification(report) = &part.model else { return None };
    let curves = &report.calibration;
    if curves.is_empty() {
        return None;
    }
    let mean = |pick: fn(&crate::evaluate::Calibration) -> f64| {
        curves.iter().map(pick).sum::<f64>() / curves.len() as f64
    };
    let (error, chance) = (mean(|curve| curve.error), mean(|curve| curve.by_chance));
    let is_off = error >= CALIBRATION_LOOK && error >= CALIBRATION_BY_CHANCE * chance;
    let found = format!(
        "On {name} rows a probability is {error:.3} off on average; chance alone makes it about {chance:.3} off with so few rows."
    );
    Some(CALIBRATION.answer(Some(error), if is_off { Verdict::Look } else { Verdict::Ok }, found))
}
