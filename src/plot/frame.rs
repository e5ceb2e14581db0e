//! What the page says about a drawing: how wide it is and what its ids start with.

/// Narrower than this nothing is legible.
const NARROWEST: u32 = 120;
/// Wider than this is a mistake.
const WIDEST: u32 = 4_000;

/// The place a drawing gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    id: String,
    width: u32,
    heading: bool,
}

impl Frame {
    /// A frame of `width` pixels (held to 120..=4000) whose ids start with `id`.
    ///
    /// Characters that have no place in an id become `-`; two drawings on one page need two ids.
    pub fn new(id: &str, width: u32) -> Self {
        let keep = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let mut id: String = id.chars().map(keep).collect();
        if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
            id.insert_str(0, "plot-");
        }
        Self { id, width: width.clamp(NARROWEST, WIDEST), heading: false }
    }

    /// The same frame with the title written above the drawing, for a file that stands alone.
    #[must_use]
    pub fn with_heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// What the drawing's ids start with.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Whether the title is drawn.
    pub fn heading(&self) -> bool {
        self.heading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_and_widths_are_held() {
        let frame = Frame::new("7 \"><x", 3);
        assert_eq!(frame.id(), "plot-7----x");
        assert_eq!(frame.width(), 120);
        assert_eq!(Frame::new("roc", u32::MAX).width(), 4_000);
    }
}
