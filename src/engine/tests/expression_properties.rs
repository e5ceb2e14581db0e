//! What holds for any expression: reading it never fails but with a place in the text, and a row's value is
//! that of a plain evaluation, alone or among others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use engine::expression::{Expression, assignments};
use engine::table::{Column, DType, Table};
use proptest::prelude::*;

const ROWS: usize = 12;

/// Part of an expression of numbers and truth; truth is 1 or 0 here.
#[derive(Clone, Debug)]
enum Part {
    Number(i16),
    Truth(bool),
    Column(&'static str),
    Prefix(&'static str, Box<Part>),
    Between(&'static str, Box<Part>, Box<Part>),
    Missing(Box<Part>, bool),
    Call(&'static str, Vec<Part>),
}

/// From the loosest binding to the tightest, as the grammar has it.
const BINDING: [&[&str]; 9] = [
    &[],
    &["or"],
    &["and"],
    &["not"],
    &["==", "!=", "<", "<=", ">", ">=", "is"],
    &["+", "-"],
    &["*", "/", "%"],
    &["sign"],
    &["^"],
];

impl Part {
    fn binding(&self) -> usize {
        let of = |operator: &str| BINDING.iter().position(|level| level.contains(&operator)).unwrap();
        match self {
            Self::Prefix("-", _) => of("sign"),
            Self::Prefix(operator, _) | Self::Between(operator, ..) => of(operator),
            Self::Missing(..) => of("is"),
            Self::Number(value) if *value < 0 => of("sign"),
            _ => BINDING.len(),
        }
    }

    /// The text, with brackets where they are needed and nowhere else.
    fn text(&self) -> String {
        let within = |part: &Self, least: usize| {
            if part.binding() < least { format!("({})", part.text()) } else { part.text() }
        };
        let own = self.binding();
        match self {
            Self::Number(value) => format!("{}", f64::from(*value) / 4.0),
            Self::Truth(value) => value.to_string(),
            Self::Column(name) => format!("`{name}`"),
            Self::Prefix(operator, of) => format!("{operator} {}", within(of, own)),
            Self::Between("^", left, right) => {
                format!("{} ^ {}", within(left, own + 1), within(right, own - 1))
            }
            Self::Between(operator, left, right) => {
                let comparison = BINDING[4].contains(operator);
                format!(
                    "{} {operator} {}",
                    within(left, own + usize::from(comparison)),
                    within(right, own + 1)
                )
            }
            Self::Missing(of, negated) => {
                format!("{} is {}missing", within(of, own + 1), if *negated { "not " } else { "" })
            }
            Self::Call(name, parts) => {
                format!("{name}({})", parts.iter().map(Self::text).collect::<Vec<_>>().join(" , "))
            }
        }
    }

    /// The value of one row, calculated as one would by hand.
    fn value(&self, table: &Table, row: usize) -> Option<f64> {
        let of = |part: &Self| part.value(table, row);
        let truth = |holds: bool| Some(f64::from(u8::from(holds)));
        let value = match self {
            Self::Number(value) => Some(f64::from(*value) / 4.0),
            Self::Truth(value) => truth(*value),
            Self::Column(name) => table.column(name).unwrap().number(row),
            Self::Prefix("-", part) => of(part).map(|value| -value),
            Self::Prefix(_, part) => of(part).map(|value| 1.0 - value),
            Self::Missing(part, negated) => truth(of(part).is_none() != *negated),
            Self::Between("and", left, right) => match (of(left), of(right)) {
                (Some(0.0), _) | (_, Some(0.0)) => Some(0.0),
                (left, right) => left.and(right),
            },
            Self::Between("or", left, right) => match (of(left), of(right)) {
                (Some(1.0), _) | (_, Some(1.0)) => Some(1.0),
                (left, right) => left.and(right),
            },
            Self::Between(operator, left, right) => {
                let (a, b) = (of(left)?, of(right)?);
                match *operator {
                    "==" => truth(a == b),
                    "!=" => truth(a != b),
                    "<" => truth(a < b),
                    "<=" => truth(a <= b),
                    ">" => truth(a > b),
                    ">=" => truth(a >= b),
                    "+" => Some(a + b),
                    "-" => Some(a - b),
                    "*" => Some(a * b),
                    "/" => Some(a / b),
                    // Only squares are raised here.
                    "^" => Some(a * a),
                    _ => Some(if a % b != 0.0 && (a % b < 0.0) != (b < 0.0) { a % b + b } else { a % b }),
                }
            }
            Self::Call(name, parts) => match (*name, parts.as_slice()) {
                ("if", [condition, yes, no]) => {
                    if of(condition)? == 1.0 {
                        of(yes)
                    } else {
                        of(no)
                    }
                }
                ("coalesce", [first, second]) => of(first).or_else(|| of(second)),
                ("min", [first, second]) => Some(of(first)?.min(of(second)?)),
                ("max", [first, second]) => Some(of(first)?.max(of(second)?)),
                ("floor", [part]) => of(part).map(f64::floor),
                (_, [part]) => of(part),
                _ => unreachable!("no other call is made"),
            },
        };
        value.filter(|value| value.is_finite())
    }
}

fn number(depth: u32) -> BoxedStrategy<Part> {
    let leaf = prop_oneof![
        any::<i16>().prop_map(|value| Part::Number(value % 40)),
        prop::sample::select(vec!["numeric", "full_numeric"]).prop_map(Part::Column),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let (n, t) = (|| number(depth - 1), || truth(depth - 1));
    let arithmetic = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
    let pair = prop::sample::select(vec!["coalesce", "min", "max"]);
    prop_oneof![
        leaf,
        n().prop_map(|part| Part::Prefix("-", part.into())),
        (arithmetic, n(), n()).prop_map(|(sign, a, b)| Part::Between(sign, a.into(), b.into())),
        n().prop_map(|part| Part::Between("^", part.into(), Part::Number(8).into())),
        (t(), n(), n()).prop_map(|(condition, yes, no)| Part::Call("if", vec![condition, yes, no])),
        (pair, n(), n()).prop_map(|(name, a, b)| Part::Call(name, vec![a, b])),
        n().prop_map(|part| Part::Call("floor", vec![part])),
        t().prop_map(|part| Part::Call("number", vec![part])),
    ]
    .boxed()
}

fn truth(depth: u32) -> BoxedStrategy<Part> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Part::Truth),
        prop::sample::select(vec!["boolean", "full_boolean"]).prop_map(Part::Column),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let (n, t) = (|| number(depth - 1), || truth(depth - 1));
    let comparison = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let of_truth = prop::sample::select(vec!["==", "!=", "and", "or"]);
    prop_oneof![
        leaf,
        (comparison, n(), n()).prop_map(|(sign, a, b)| Part::Between(sign, a.into(), b.into())),
        (of_truth, t(), t()).prop_map(|(sign, a, b)| Part::Between(sign, a.into(), b.into())),
        t().prop_map(|part| Part::Prefix("not", part.into())),
        (n(), any::<bool>()).prop_map(|(part, negated)| Part::Missing(part.into(), negated)),
        (t(), any::<bool>()).prop_map(|(part, negated)| Part::Missing(part.into(), negated)),
    ]
    .boxed()
}

fn known(table: &Table) -> Vec<(String, DType)> {
    table.columns().iter().map(|column| (column.name().to_owned(), column.dtype())).collect()
}

fn evaluate(expression: &Expression, table: &Table) -> Column {
    let columns: Vec<&Column> = table.columns().iter().collect();
    expression.check(&known(table)).unwrap().evaluate("made", &columns, table.n_rows())
}

/// Words of the language in any order, which is mostly none.
fn words() -> impl Strategy<Value = String> {
    let words = [
        "1",
        "2.5e3",
        "numeric",
        "`full text`",
        "text",
        "'a'",
        "\"",
        "`",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "==",
        "<",
        "=",
        "and",
        "or",
        "not",
        "is",
        "missing",
        "true",
        "if",
        "max",
        "date",
        "upper",
        "year",
        "é",
        "full_datetime",
        "boolean",
        "1.2.3",
        "\n",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..20).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_an_expression_or_an_error_with_a_place(text in prop_oneof![any::<String>(), words()]) {
        let table = common::mixed(3, 1);
        let place = |column: usize| (1..=text.chars().count() + 1).contains(&column);
        match Expression::parse(&text) {
            Err(error) => prop_assert!(place(error.column), "{text:?}: {error}"),
            Ok(expression) => match expression.check(&known(&table)) {
                Err(error) => prop_assert!(place(error.column), "{text:?}: {error}"),
                Ok(_) => prop_assert_eq!(evaluate(&expression, &table).len(), 3),
            },
        }
        if let Err((line, error)) = assignments(&text) {
            let long = text.lines().nth(line - 1).map_or(0, |line| line.chars().count());
            prop_assert!((1..=long + 1).contains(&error.column), "{text:?}: line {line}, {error}");
        }
    }

    #[test]
    fn a_row_has_the_value_that_one_calculates_by_hand(
        part in prop_oneof![number(4), truth(4)], seed in 0_u64..50,
    ) {
        let table = common::mixed(ROWS, seed);
        let text = part.text();
        let found = evaluate(&Expression::parse(&text).unwrap(), &table);
        for row in 0..ROWS {
            prop_assert_eq!(found.number(row), part.value(&table, row), "{} in row {}", text, row);
        }
    }

    #[test]
    fn a_row_alone_has_the_value_it_has_among_others(part in prop_oneof![number(3), truth(3)]) {
        let expression = Expression::parse(&part.text()).unwrap();
        let table = common::mixed(ROWS, 7);
        let rows: Vec<u32> = (0..2500).map(|row| row * 5 % ROWS as u32).collect();
        let few = evaluate(&expression, &table);
        prop_assert_eq!(evaluate(&expression, &table.take(&rows)), few.take(&rows));
        prop_assert_eq!(evaluate(&expression, &table.take(&[])).len(), 0);
    }
}
