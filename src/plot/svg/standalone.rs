//! A drawing that leaves the page: its tokens become colours.

use super::write;
use crate::ink::{Ink, Scheme};

/// Replaces every `var(--name)` inside a tag by what `lookup("--name")` gives.
///
/// Text between tags stays as it is, so a class that is called `var(--ink)` keeps its name. An
/// empty answer becomes `currentColor`. The answer is escaped. Note that a page's
/// `getPropertyValue` gives a `light-dark(…)` as it was written: hand in the resolved colour, or
/// use [`standalone`].
pub fn resolve_theme(svg: &str, lookup: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    let mut inside = false;
    while let Some(c) = rest.chars().next() {
        if inside
            && let Some(after) = rest.strip_prefix("var(")
            && let Some((name, tail)) = after.split_once(')')
        {
            let value = lookup(name.trim());
            let value = value.trim();
            write::escaped(&mut out, if value.is_empty() { "currentColor" } else { value });
            rest = tail;
            continue;
        }
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ => {}
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// The drawing as a file of its own: the colours of `scheme`, on that scheme's paper.
pub fn standalone(svg: &str, scheme: Scheme) -> String {
    let resolved =
        resolve_theme(svg, |name| Ink::from_property(name).map_or("", |ink| ink.value(scheme)).to_owned());
    match resolved.split_once("</desc>") {
        Some((head, body)) => {
            let paper = Ink::Paper.value(scheme);
            format!("{head}</desc><rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>{body}")
        }
        None => resolved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_tags_are_replaced_and_words_are_not() {
        let svg = "<g fill=\"var(--c1)\" stroke=\"var(--none)\"><text>var(--c1)</text></g>";
        let got = resolve_theme(svg, |name| if name == "--c1" { "#123456".into() } else { String::new() });
        assert_eq!(got, "<g fill=\"#123456\" stroke=\"currentColor\"><text>var(--c1)</text></g>");
    }

    #[test]
    fn an_answer_cannot_leave_its_attribute() {
        let got = resolve_theme("<g fill=\"var(--c1)\"/>", |_| "\"><script>".into());
        assert_eq!(got, "<g fill=\"&quot;&gt;&lt;script&gt;\"/>");
    }
}
