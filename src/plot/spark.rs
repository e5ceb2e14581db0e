//! Small bars without axes, for a cell of a table.

use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::sheet::{self, Caption};

/// Height of the drawing.
const HEIGHT: f64 = 32.0;

/// Draws counts as upright bars, `gap` pixels apart where there is room for it.
///
/// A count that is there is at least a pixel high. More counts than pixels are cut off.
pub(crate) fn spark(frame: &Frame, caption: &Caption<'_>, counts: &[u64], gap: f64) -> String {
    sheet::render(frame, caption, HEIGHT, |sheet| {
        let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
        let drawn = counts.len().min(sheet.width as usize);
        let pitch = (sheet.width / drawn.max(1) as f64).min(24.0);
        let gap = if pitch > gap * 2.0 { gap } else { 0.0 };
        for (i, &count) in counts.iter().take(drawn).enumerate().filter(|(_, count)| **count > 0) {
            let high = (count as f64 / most * (HEIGHT - 3.0)).max(1.0);
            let left = i as f64 * pitch;
            let bar = Mark::block((left, HEIGHT - 1.0 - high), (left + pitch - gap, HEIGHT - 1.0));
            sheet.draw(bar.fill(Ink::Accent))?;
        }
        let floor = vec![(0.0, HEIGHT - 0.5), (sheet.width, HEIGHT - 0.5)];
        sheet.draw(Mark::path(floor).line(Ink::Rule2, 1.0))
    })
}
