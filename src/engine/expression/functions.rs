//! The functions there are.

use super::date::Part;
use super::number::Function;
use super::text::TextTest;

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Call {
    If,
    Coalesce,
    Apply(Function),
    Least,
    Greatest,
    Number,
    Length,
    Lower,
    Upper,
    Test(TextTest),
    Concat,
    Date,
    Part(Part),
}

/// How many values a function takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Arity {
    Exactly(usize),
    AtLeast(usize),
}

impl Arity {
    pub(super) fn admits(self, count: usize) -> bool {
        match self {
            Self::Exactly(n) => count == n,
            Self::AtLeast(n) => count >= n,
        }
    }

    pub(super) fn shown(self) -> String {
        let (least, n) = match self {
            Self::Exactly(n) => ("", n),
            Self::AtLeast(n) => (" or more", n),
        };
        format!("{n}{least} {}", if n == 1 && least.is_empty() { "value" } else { "values" })
    }
}

/// Every function, by name.
pub(super) const FUNCTIONS: [(&str, Call, Arity); 30] = [
    ("if", Call::If, Arity::Exactly(3)),
    ("coalesce", Call::Coalesce, Arity::AtLeast(2)),
    ("abs", Call::Apply(Function::Abs), Arity::Exactly(1)),
    ("sqrt", Call::Apply(Function::Sqrt), Arity::Exactly(1)),
    ("exp", Call::Apply(Function::Exp), Arity::Exactly(1)),
    ("log", Call::Apply(Function::Log), Arity::Exactly(1)),
    ("log10", Call::Apply(Function::Log10), Arity::Exactly(1)),
    ("log1p", Call::Apply(Function::Log1p), Arity::Exactly(1)),
    ("sin", Call::Apply(Function::Sin), Arity::Exactly(1)),
    ("cos", Call::Apply(Function::Cos), Arity::Exactly(1)),
    ("round", Call::Apply(Function::Round), Arity::Exactly(1)),
    ("floor", Call::Apply(Function::Floor), Arity::Exactly(1)),
    ("ceil", Call::Apply(Function::Ceil), Arity::Exactly(1)),
    ("min", Call::Least, Arity::AtLeast(2)),
    ("max", Call::Greatest, Arity::AtLeast(2)),
    ("number", Call::Number, Arity::Exactly(1)),
    ("length", Call::Length, Arity::Exactly(1)),
    ("lower", Call::Lower, Arity::Exactly(1)),
    ("upper", Call::Upper, Arity::Exactly(1)),
    ("contains", Call::Test(TextTest::Contains), Arity::Exactly(2)),
    ("starts_with", Call::Test(TextTest::StartsWith), Arity::Exactly(2)),
    ("ends_with", Call::Test(TextTest::EndsWith), Arity::Exactly(2)),
    ("concat", Call::Concat, Arity::AtLeast(2)),
    ("date", Call::Date, Arity::Exactly(1)),
    ("year", Call::Part(Part::Year), Arity::Exactly(1)),
    ("month", Call::Part(Part::Month), Arity::Exactly(1)),
    ("day", Call::Part(Part::Day), Arity::Exactly(1)),
    ("hour", Call::Part(Part::Hour), Arity::Exactly(1)),
    ("weekday", Call::Part(Part::Weekday), Arity::Exactly(1)),
    ("quarter", Call::Part(Part::Quarter), Arity::Exactly(1)),
];
