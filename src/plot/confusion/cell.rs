//! The cells of a confusion matrix.

use super::layout::Layout;
use super::{Confusion, shade};
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{Drawn, Sheet};
use crate::svg::Anchor;

pub(super) fn draw_cells(data: &Confusion, layout: &Layout, sheet: &Sheet<'_>) -> Drawn {
    for t in 0..data.classes.len() {
        let total = data.row_total(t);
        for p in 0..data.classes.len() {
            draw_cell(data, layout, sheet, (t, p), total)?;
        }
    }
    Ok(())
}

fn draw_cell(
    data: &Confusion,
    layout: &Layout,
    sheet: &Sheet<'_>,
    (t, p): (usize, usize),
    total: u64,
) -> Drawn {
    let count = data.at(t, p);
    let share = number::percent(count, total);
    let (tone, ink) = shade(count as f64 / total.max(1) as f64, t == p);
    let (a, b) = layout.cell(t, p);
    let (true_class, predicted) = (data.name(t), data.name(p));
    let rows = number::counted(count, "row", "rows");
    let title = if total == 0 {
        format!("True {true_class}, predicted {predicted}: {rows}; no rows of this class")
    } else {
        format!("True {true_class}, predicted {predicted}: {rows}, {share} of true {true_class}")
    };
    let mut block = Mark::block(a, b).rounded(layout.radius()).line(Ink::Rule, 1.0).title(title);
    block = block.fill(tone.unwrap_or(Ink::Paper.at(0.0)));
    sheet.draw(block)?;

    let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let Some(size) = layout.count_size else { return Ok(()) };
    let base = match layout.share_size {
        Some(_) => middle.1 - 2.0 + size * 0.12,
        None => middle.1 + size * 0.36,
    };
    let mut words = Mark::words((middle.0, base), number::count(count), size).fill(ink).passive();
    if count > 0 {
        words = words.heavy();
    }
    sheet.draw(words.anchored(Anchor::Middle))?;
    match layout.share_size {
        Some(small) => {
            let at = (middle.0, base + small + 5.0);
            sheet.draw(Mark::words(at, share, small).fill(ink).passive().anchored(Anchor::Middle))
        }
        None => Ok(()),
    }
}
