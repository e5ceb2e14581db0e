//! The confusion matrix: which class was taken for which.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::{Ink, Tone};
use crate::number;
use crate::sheet::{self, Caption};

mod cell;
mod layout;

/// Classes drawn at most: a matrix has their square of cells.
const DRAWN: usize = 60;

/// Counts of rows by true and by predicted class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// The chart's title.
    pub title: String,
    /// The classes, in the order of rows and of columns.
    pub classes: Vec<String>,
    /// `counts[t][p]`: rows of true class `t` that were predicted as class `p`. A missing entry
    /// counts zero.
    pub counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// Rows of true class `t` predicted as `p`.
    pub fn at(&self, t: usize, p: usize) -> u64 {
        self.counts.get(t).and_then(|row| row.get(p)).copied().unwrap_or(0)
    }

    /// Rows of true class `t`.
    pub fn row_total(&self, t: usize) -> u64 {
        (0..self.classes.len()).fold(0, |sum: u64, p| sum.saturating_add(self.at(t, p)))
    }

    fn total(&self) -> u64 {
        (0..self.classes.len()).fold(0, |sum: u64, t| sum.saturating_add(self.row_total(t)))
    }

    fn largest(&self) -> u64 {
        let classes = 0..self.classes.len();
        classes.clone().flat_map(|t| classes.clone().map(move |p| self.at(t, p))).max().unwrap_or(0)
    }

    /// The pair of different classes that was confused most often, with its count.
    fn worst(&self) -> Option<(usize, usize, u64)> {
        let mut worst = None;
        for t in 0..self.classes.len() {
            for p in (0..self.classes.len()).filter(|&p| p != t) {
                let count = self.at(t, p);
                if count > worst.map_or(0, |(_, _, most)| most) {
                    worst = Some((t, p, count));
                }
            }
        }
        worst
    }

    fn name(&self, class: usize) -> &str {
        self.classes.get(class).map_or("", String::as_str)
    }
}

/// The tone of a cell by its share of its row, and the ink of its words.
///
/// The scale leaves out the middle opacities, on which neither ink reads at 4.5:1 in both schemes.
fn shade(share: f64, right: bool) -> (Option<Tone>, Ink) {
    let base = if right { Ink::Accent } else { Ink::Bad };
    let share = share.clamp(0.0, 1.0);
    if share == 0.0 {
        (None, Ink::Ink2)
    } else if share <= 0.5 {
        (Some(base.at(0.07 + share * 0.82)), Ink::Ink)
    } else {
        (Some(base.at(0.85 + (share - 0.5) * 0.3)), Ink::OnAccent)
    }
}

impl Chart for Confusion {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let total = self.total();
        if total == 0 {
            return "No rows have been judged.".to_owned();
        }
        let right = (0..self.classes.len()).map(|c| self.at(c, c)).fold(0, u64::saturating_add);
        let rows = number::counted(total, "row", "rows");
        let share = number::percent(right, total);
        let opening = format!("Of {rows}, {} ({share}) got their true class.", number::count(right));
        match self.worst() {
            None => format!("{opening} No class was taken for another."),
            Some((t, p, count)) => format!(
                "{opening} Most often confused: {} of true class {}, predicted as {}.",
                number::counted(count, "row", "rows"),
                self.name(t),
                self.name(p)
            ),
        }
    }

    fn table(&self) -> ChartTable {
        let classes = 0..self.classes.len();
        let headers: Vec<&str> = std::iter::once("True class")
            .chain(self.classes.iter().map(String::as_str))
            .chain(std::iter::once("Rows"))
            .collect();
        let rows = classes.clone().map(|t| {
            let counts = classes.clone().map(|p| self.at(t, p).to_string());
            let mut row = vec![self.name(t).to_owned()];
            row.extend(counts);
            row.push(self.row_total(t).to_string());
            row
        });
        ChartTable::new(&headers, rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "confusion", title: &self.title, summary: &summary };
        if self.total() == 0 {
            return sheet::empty(frame, &caption, &summary);
        }
        if self.classes.len() > DRAWN {
            let classes = number::count(self.classes.len() as u64);
            let why = format!("A matrix of {classes} classes is too large to draw: see the table. {summary}");
            return sheet::empty(frame, &caption, &why);
        }
        let layout = layout::Layout::of(self, f64::from(frame.width()));
        sheet::render(frame, &caption, layout.height(), |sheet| {
            layout.draw_labels(self, sheet)?;
            cell::draw_cells(self, &layout, sheet)?;
            layout.draw_notes(sheet)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contrast;
    use crate::ink::Scheme;

    fn penguins() -> Confusion {
        Confusion {
            title: "Confusion matrix".into(),
            classes: ["Adelie", "Chinstrap", "Gentoo"].map(String::from).to_vec(),
            counts: vec![vec![29, 1, 0], vec![2, 11, 0], vec![0, 0, 25]],
        }
    }

    #[test]
    fn the_summary_counts_and_names_the_worst_pair() {
        assert_eq!(
            penguins().summary(),
            "Of 68 rows, 65 (96%) got their true class. Most often confused: 2 rows of true class \
             Chinstrap, predicted as Adelie."
        );
    }

    #[test]
    fn the_table_has_counts_and_totals() {
        let table = penguins().table();
        assert_eq!(table.headers, ["True class", "Adelie", "Chinstrap", "Gentoo", "Rows"]);
        assert_eq!(table.rows[1], ["Chinstrap", "2", "11", "0", "13"]);
    }

    #[test]
    fn a_short_row_counts_as_zeros() {
        let ragged = Confusion { counts: vec![vec![3]], ..penguins() };
        assert_eq!(ragged.at(2, 2), 0);
        assert_eq!(ragged.table().rows.len(), 3);
    }

    #[test]
    fn too_many_classes_are_not_drawn_but_said() {
        let classes: Vec<String> = (0..61).map(|i| i.to_string()).collect();
        let many = Confusion { classes, ..penguins() };
        let svg = many.svg(&Frame::new("many", 400));
        assert!(svg.contains("too large to draw") && svg.matches("<rect").count() == 1);
    }

    #[test]
    fn words_read_on_every_shade_of_both_schemes() {
        for scheme in [Scheme::Light, Scheme::Dark] {
            for (step, right) in (0..=1000).flat_map(|step| [(step, true), (step, false)]) {
                let (tone, words) = shade(f64::from(step) / 1000.0, right);
                let behind =
                    tone.map_or(contrast::rgb(Ink::Paper, scheme), |t| contrast::over_paper(t, scheme));
                let ratio = contrast::ratio(contrast::rgb(words, scheme), behind);
                assert!(ratio >= 4.5, "{scheme:?} {step} {right}: {ratio}");
            }
        }
    }

    #[test]
    fn a_larger_share_is_never_paler() {
        let alpha = |step: u32| shade(f64::from(step) / 100.0, true).0.map_or(0.0, |tone| tone.alpha);
        assert!((0..100).all(|step| alpha(step) <= alpha(step + 1)));
    }
}
