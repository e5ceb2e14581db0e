//! The theme's colour tokens, and how they pass through plotters.
//!
//! A drawing names tokens, never colours: the backend writes `var(--accent)`, and the page's style
//! sheet says what that is in the light and in the dark. plotters carries colours as RGB triples,
//! so each token has a reserved triple that only the backend reads.

use plotters::style::Color;
use plotters_backend::BackendColor;

/// The two schemes of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// A colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The page behind the drawing.
    Paper,
    /// Figures and headings.
    Ink,
    /// Labels and axis titles.
    Ink2,
    /// Grid lines and cell borders.
    Rule,
    /// Axes and reference lines.
    Rule2,
    /// The one accent: what is right, what counts.
    Accent,
    /// Text on a full accent or a full `Bad`.
    OnAccent,
    /// What is wrong: confused classes, negative effects.
    Bad,
    /// The first series.
    C1,
    /// The second series.
    C2,
    /// The third series.
    C3,
    /// The fourth series.
    C4,
    /// The fifth series.
    C5,
    /// The sixth series.
    C6,
    /// The seventh series.
    C7,
    /// The eighth series.
    C8,
}

/// Red and green of every reserved triple; blue is the token's number.
const RESERVED: (u8, u8) = (0xfe, 0x01);

impl Ink {
    /// Every token.
    pub const ALL: [Ink; 16] = [
        Ink::Paper,
        Ink::Ink,
        Ink::Ink2,
        Ink::Rule,
        Ink::Rule2,
        Ink::Accent,
        Ink::OnAccent,
        Ink::Bad,
        Ink::C1,
        Ink::C2,
        Ink::C3,
        Ink::C4,
        Ink::C5,
        Ink::C6,
        Ink::C7,
        Ink::C8,
    ];

    /// The tokens of series, in order: about Okabe and Ito's hues, with lightness moved so that each
    /// reads as text on the paper (4.5:1). The second four are drawn dashed; within each four, no
    /// two look alike to a colour-blind eye.
    pub const SERIES: [Ink; 8] = [Ink::C1, Ink::C2, Ink::C3, Ink::C4, Ink::C5, Ink::C6, Ink::C7, Ink::C8];

    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Ink::Paper => ("var(--paper)", "#fbfaf7", "#14171d"),
            Ink::Ink => ("var(--ink)", "#1d2129", "#e7e9ee"),
            Ink::Ink2 => ("var(--ink-2)", "#565d6b", "#a4abb9"),
            Ink::Rule => ("var(--rule)", "#e2dfd6", "#2b313c"),
            Ink::Rule2 => ("var(--rule-2)", "#cfcbbf", "#3b4350"),
            Ink::Accent => ("var(--accent)", "#0b6b5d", "#4fc7b1"),
            Ink::OnAccent => ("var(--on-accent)", "#ffffff", "#08211c"),
            Ink::Bad => ("var(--bad)", "#a8321f", "#f08a76"),
            Ink::C1 => ("var(--c1)", "#0f6cbd", "#5aa9f0"),
            Ink::C2 => ("var(--c2)", "#bd4500", "#e39f3c"),
            Ink::C3 => ("var(--c3)", "#0b6b62", "#239a7c"),
            Ink::C4 => ("var(--c4)", "#aa3990", "#f5b8cc"),
            Ink::C5 => ("var(--c5)", "#6f6a10", "#ffe560"),
            Ink::C6 => ("var(--c6)", "#2a1f7d", "#8a84fa"),
            Ink::C7 => ("var(--c7)", "#5b6b7c", "#dff5ea"),
            Ink::C8 => ("var(--c8)", "#6b2a08", "#ec6454"),
        }
    }

    /// As an attribute has it: `var(--c1)`.
    pub fn css(self) -> &'static str {
        self.row().0
    }

    /// The custom property that the style sheet defines: `--c1`.
    pub fn property(self) -> &'static str {
        self.css().trim_start_matches("var(").trim_end_matches(')')
    }

    /// The token with this custom property.
    pub fn from_property(name: &str) -> Option<Ink> {
        Ink::ALL.into_iter().find(|ink| ink.property() == name)
    }

    /// The colour in a scheme, as `#rrggbb`.
    pub fn value(self, scheme: Scheme) -> &'static str {
        let (_, light, dark) = self.row();
        match scheme {
            Scheme::Light => light,
            Scheme::Dark => dark,
        }
    }

    /// The token of series `i`, if it has one.
    pub fn series(i: usize) -> Option<Ink> {
        Ink::SERIES.get(i).copied()
    }

    /// The token behind a reserved triple.
    pub(crate) fn from_rgb((r, g, b): (u8, u8, u8)) -> Option<Ink> {
        Ink::ALL.into_iter().find(|ink| (r, g) == RESERVED && *ink as u8 == b)
    }

    /// This token at an opacity from 0 to 1.
    pub(crate) fn at(self, alpha: f64) -> Tone {
        Tone { ink: self, alpha: alpha.clamp(0.0, 1.0) }
    }
}

impl Color for Ink {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (RESERVED.0, RESERVED.1, *self as u8) }
    }
}

/// A token and its opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tone {
    pub ink: Ink,
    pub alpha: f64,
}

impl From<Ink> for Tone {
    fn from(ink: Ink) -> Self {
        ink.at(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contrast;

    const SCHEMES: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

    fn against_paper(ink: Ink, scheme: Scheme) -> f64 {
        contrast::ratio(contrast::rgb(ink, scheme), contrast::rgb(Ink::Paper, scheme))
    }

    #[test]
    fn every_token_comes_back_from_its_triple_and_its_property() {
        for ink in Ink::ALL {
            assert_eq!(Ink::from_rgb(ink.to_backend_color().rgb), Some(ink));
            assert_eq!(Ink::from_property(ink.property()), Some(ink));
        }
        assert_eq!(Ink::from_rgb((0, 0, 0)), None);
    }

    #[test]
    fn whatever_writes_words_has_a_contrast_of_four_and_a_half() {
        for scheme in SCHEMES {
            for ink in [Ink::Ink, Ink::Ink2].into_iter().chain(Ink::SERIES) {
                let ratio = against_paper(ink, scheme);
                assert!(ratio >= 4.5, "{ink:?} {scheme:?} {ratio}");
            }
        }
    }

    #[test]
    fn whatever_draws_data_has_a_contrast_of_three() {
        let pale = [Ink::Ink2.at(0.7), Ink::C1.at(0.75), Ink::Accent.into(), Ink::Bad.into()];
        for (scheme, tone) in SCHEMES.into_iter().flat_map(|scheme| pale.map(|tone| (scheme, tone))) {
            let ratio =
                contrast::ratio(contrast::over_paper(tone, scheme), contrast::rgb(Ink::Paper, scheme));
            assert!(ratio >= 3.0, "{tone:?} {scheme:?} {ratio}");
        }
    }

    #[test]
    fn no_two_solid_and_no_two_dashed_series_look_alike_to_any_eye() {
        for (scheme, four) in
            SCHEMES.into_iter().flat_map(|s| Ink::SERIES.chunks(4).map(move |four| (s, four)))
        {
            for (i, a) in four.iter().enumerate() {
                for b in four.iter().skip(i + 1) {
                    let (x, y) = (contrast::rgb(*a, scheme), contrast::rgb(*b, scheme));
                    let apart = contrast::least_difference(x, y);
                    assert!(apart >= 0.06, "{a:?} {b:?} {scheme:?} {apart}");
                }
            }
        }
    }
}
