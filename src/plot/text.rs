//! Text without a font: how wide it is, about, and how it is shortened.
//!
//! A drawing is made where no font can be asked (a worker, the command line), so widths come from
//! a small table for a broad sans-serif font. They are **approximate**, on the wide side: real
//! text is usually a little narrower than what is reserved for it.

/// What a blank label shows.
const BLANK: &str = "(blank)";

/// The width of one character as a share of the font size.
fn share(c: char) -> f64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        'i' | 'j' | 'l' | '\'' => 0.29,
        '.' | ',' | ':' | ';' | '|' | ' ' | '·' => 0.33,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' | '!' | '"' => 0.41,
        'm' | 'M' | 'W' | '@' | '%' | '…' => 0.97,
        'w' => 0.82,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' | '_' => 0.57,
        '0'..='9' | 'a'..='z' => 0.64,
        'A'..='Z' => 0.73,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 1.0,
        '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f000}'..='\u{3ffff}' => 1.05,
        _ => 0.68,
    }
}

/// The approximate width in pixels of `words` at `size` pixels.
pub fn width(words: &str, size: f64, bold: bool) -> f64 {
    let sum: f64 = words.chars().map(share).sum();
    sum * size * if bold { 1.1 } else { 1.0 }
}

/// A label as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What is written.
    pub shown: String,
    /// The full text, where the label was shortened.
    pub full: Option<String>,
}

/// Shortens `words` with an ellipsis so that it is at most about `room` pixels wide.
///
/// At least one character stays. Blank text becomes `(blank)`.
pub fn shorten(words: &str, size: f64, room: f64) -> Label {
    let words = if words.trim().is_empty() { BLANK } else { words };
    if width(words, size, false) <= room {
        return Label { shown: words.to_owned(), full: None };
    }
    let room = room - width("…", size, false);
    let mut used = 0.0;
    let mut shown = String::new();
    for c in words.chars() {
        used += share(c) * size;
        if used > room && !shown.is_empty() {
            break;
        }
        shown.push(c);
    }
    let mut shown = shown.trim_end().to_owned();
    shown.push('…');
    Label { shown, full: Some(words.to_owned()) }
}

/// The widest of some labels, in pixels.
pub(crate) fn widest<'a>(labels: impl IntoIterator<Item = &'a str>, size: f64) -> f64 {
    labels.into_iter().map(|label| width(label, size, false)).fold(0.0, f64::max)
}

/// Breaks a sentence into lines of about `room` pixels, at spaces.
pub(crate) fn wrap(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size, false) + width(word, size, false) + size / 3.0 <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shorten(word, size, room).shown),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_fits_stays() {
        assert_eq!(shorten("Adelie", 11.0, 80.0), Label { shown: "Adelie".into(), full: None });
    }

    #[test]
    fn a_long_label_is_cut_and_keeps_its_full_text() {
        let long = "a level with a very long name indeed";
        let label = shorten(long, 11.0, 80.0);
        assert!(label.shown.ends_with('…') && label.shown.chars().count() < long.len());
        assert!(width(&label.shown, 11.0, false) <= 80.0);
        assert_eq!(label.full.as_deref(), Some(long));
    }

    #[test]
    fn no_room_still_shows_a_character() {
        assert_eq!(shorten("Gentoo", 11.0, 0.0).shown, "G…");
        assert_eq!(shorten("  ", 11.0, 80.0).shown, "(blank)");
    }

    #[test]
    fn sentences_break_at_spaces() {
        let lines = wrap("one two three four", 10.0, 60.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "one two three four");
    }
}
