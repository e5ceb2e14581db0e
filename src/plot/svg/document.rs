//! The `<svg>` around a drawing.

use super::write;
use crate::frame::Frame;
use std::fmt::Write;

/// The fonts of a drawing that stands alone; a page's `--ui` goes before them.
const FONTS: &str = "system-ui, -apple-system, Segoe UI, Roboto, sans-serif";

/// Wraps the elements of a drawing: size, role, title and description.
///
/// The title and the description get ids from the frame's, so that several drawings can stand on
/// one page.
pub(crate) fn document(
    frame: &Frame,
    kind: &str,
    height: u32,
    title: &str,
    summary: &str,
    body: &str,
) -> String {
    let (id, width) = (frame.id(), frame.width());
    let mut out = String::with_capacity(body.len() + 600);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot plot-{kind}\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{FONTS}\"><title id=\"{id}-title\">"
    );
    write::escaped(&mut out, title);
    let _ = write!(out, "</title><desc id=\"{id}-desc\">");
    write::escaped(&mut out, summary);
    out.push_str("</desc>");
    out.push_str(body);
    out.push_str("</svg>");
    out
}
