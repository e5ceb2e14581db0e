#![allow(clippy::unwrap_used)]
use super::*;
use crate::table::datetime;

/// One column of each type with a value in the first row and none in the second.
fn columns() -> Vec<Column> {
    let half = || [true, false].into_iter().collect::<Mask>();
    let moment = datetime::from_civil(2024, 2, 29, 18, 30, 0, 0).unwrap();
    vec![
        Column::numeric("x", [Some(-3.5), None]),
        Column::numeric("sepal length", [Some(2.0), Some(0.0)]),
        Column::categorical("colour", [Some("Red"), None]),
        Column::new("note", Values::Text(["Straße", ""].into_iter().collect()), half()),
        Column::new("open", Values::Boolean(vec![true, false]), half()),
        Column::new("when", Values::Datetime(vec![moment, 0]), half()),
    ]
}

fn check(text: &str) -> Result<Checked, ExpressionError> {
    let known: Vec<_> = columns().iter().map(|c| (c.name().to_owned(), c.dtype())).collect();
    Expression::parse(text)?.check(&known)
}

fn evaluate(text: &str) -> Column {
    let columns = columns();
    check(text).unwrap().evaluate("made", &columns.iter().collect::<Vec<_>>(), 2)
}

/// The first row's value as text, or `-` where it is missing.
fn value(text: &str) -> String {
    evaluate(text).cell(0).map_or("-".to_owned(), |cell| cell.into_owned())
}

fn error(text: &str) -> String {
    check(text).err().unwrap().to_string()
}

/// Time that doubles with every operation would not end here.
#[test]
fn long_chains_of_every_operator_take_no_time() {
    for operator in ["+", "-", "*", "/", "%", "^"] {
        let chain = ["1"; 60].join(operator);
        assert!(!value(&chain).is_empty(), "{chain}");
    }
    assert_eq!(value(&["1"; 200].join(" - ")), "-198");
}

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"),
        ("2 ^ -1", "0.5"),
        ("10 - 4 - 3", "3"),
        ("24 / 4 / 2 * 3", "9"),
        ("7 % 3 + -7 % 3 * 10 + 7 % -3", "19"),
        ("--1", "1"),
        ("x * `sepal length` + .5", "-6.5"),
        ("1 + 1 == 2 and not 2 < 1", "true"),
        ("true or false and false", "true"),
        ("not x is missing", "true"),
        ("x + 1 is not missing", "true"),
        ("not not true == true", "true"),
        ("1e3 + 2.5E-1", "1000.25"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn functions_do_what_their_names_say() {
    for (text, expected) in [
        ("abs(x) + sqrt(16) + floor(x) + ceil(x)", "0.5"),
        ("round(0.5) + round(1.5) + round(2.5)", "4"),
        ("exp(0) + log(1) + log1p(0) + sin(0) + cos(0) + log10(1000)", "5"),
        ("min(3, x, 2) * max(1, 2)", "-7"),
        ("if(x < 0, 'below', \"above\")", "below"),
        ("coalesce(1 / 0, x)", "-3.5"),
        ("length(note)", "6"),
        ("lower(colour)", "red"),
        ("upper(note)", "STRASSE"),
        ("contains(colour, 'e') and starts_with(colour, 'R') and not ends_with(colour, 'R')", "true"),
        ("concat(colour, \", \", note)", "Red, Straße"),
        ("number(' 1.5 ') + number(open)", "2.5"),
        ("number('nan')", "-"),
        ("year(when) + month(when) / 100 + day(when) / 10000", "2024.0229"),
        ("hour(when) + weekday(when) + quarter(when)", "22"),
        ("when > date(\"2024-02-29\") and when < date('2024-02-29 18:31')", "true"),
        ("when - date(\"2024-02-28\")", "1.7708333333333333"),
        ("date(concat('2024-', '01-31'))", "2024-01-31"),
        ("'it''s' == \"it's\"", "true"),
        ("colour < 'Rep' and colour != 'red'", "true"),
        ("open == true", "true"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn missing_goes_through_and_not_finite_is_missing() {
    for text in [
        "1 / 0",
        "0 / 0",
        "1 / (1 / 0)",
        "exp(1000)",
        "1e308 * 10",
        "log(0)",
        "sqrt(-1)",
        "(-8) ^ 0.5",
        "(1 / 0) ^ 0",
        "1 ^ (1 / 0)",
        "min(1, 0 / 0)",
        "max(0 / 0, 1)",
        "5 % 0",
        "number('seven')",
        "date(colour)",
        "if(1 / 0 > 1, 1, 2)",
    ] {
        assert_eq!(value(text), "-", "{text}");
    }
    assert_eq!(evaluate("x * 2"), Column::numeric("made", [Some(-7.0), None]));
    for text in ["length(note)", "concat(colour, 'x')", "year(when)", "not open", "colour == 'Red'", "x > 0"]
    {
        assert_eq!(evaluate(text).cell(1), None, "{text}");
    }
    let unknown = "1 / 0 > 1";
    for (text, expected) in [
        (format!("false and {unknown}"), "false"),
        (format!("{unknown} and true"), "-"),
        (format!("true or {unknown}"), "true"),
        (format!("{unknown} or false"), "-"),
        (format!("not ({unknown})"), "-"),
        (format!("({unknown}) is missing"), "true"),
    ] {
        assert_eq!(value(&text), expected, "{text}");
    }
}

#[test]
fn errors_say_where_what_and_what_else() {
    for (text, expected) in [
        ("", "column 1: found the end where a value was expected"),
        ("1 +", "column 4: found the end where a value was expected"),
        ("(1 + 2", "column 7: found the end where an operator or ) was expected"),
        ("1 2", "column 3: found the number 2 where an operator or the end was expected"),
        ("x = 1", "column 3: found '=' where a value or an operator was expected; equality is written =="),
        (
            "1 < 2 < 3",
            "column 7: found < where and, or, or the end was expected; comparisons are not chained: join two by and, or put one in brackets",
        ),
        (
            "12abc",
            "column 1: found 12abc where a number such as 12, 0.5 or 1e-3 was expected; a name that begins with a digit stands between backticks",
        ),
        ("'abc", "column 5: found the end where a quote that ends the text was expected"),
        (
            "`sepal lenght` + 1",
            "column 1: found the name \"sepal lenght\" where one of the columns \"x\", \"sepal length\", \"colour\", \"note\", \"open\", \"when\" was expected; did you mean \"sepal length\"?",
        ),
        (
            "1 + ab(x)",
            "column 5: found the name \"ab\" where one of the functions if, coalesce, abs, sqrt, exp, log, log10, log1p, sin, cos, round, floor, ceil, min, max, number, length, lower, upper, contains, starts_with, ends_with, concat, date, year, month, day, hour, weekday, quarter was expected; did you mean abs?",
        ),
        ("abs(x, 1)", "column 1: found 2 values in abs(…) where 1 value was expected"),
        ("max(x)", "column 1: found 1 value in max(…) where 2 or more values was expected"),
        (
            "é + colour",
            "column 1: found the name \"é\" where one of the columns \"x\", \"sepal length\", \"colour\", \"note\", \"open\", \"when\" was expected; a text stands between quotes",
        ),
        ("'é' == x", "column 8: found column \"x\", which holds a number, where a text was expected"),
        (
            "1 + colour",
            "column 5: found column \"colour\", which holds a text, where a number was expected; number(…) reads the number that a text writes",
        ),
        (
            "when > '2024-01-31'",
            "column 8: found a text where a date was expected; a date is written date(\"2024-01-31\")",
        ),
        (
            "date('2024-02-30')",
            "column 6: found the text \"2024-02-30\" where a date such as \"2024-01-31\" or \"2024-01-31 18:30\" was expected",
        ),
        ("open < true", "column 1: found < after true or false where == or != was expected"),
        (
            "if(x, 1, 2)",
            "column 4: found column \"x\", which holds a number, where true or false was expected; compare it, for example with ==",
        ),
        (
            "if(open, 1, 'a')",
            "column 13: found a text where a number was expected; number(…) reads the number that a text writes",
        ),
        (
            "x is 3",
            "column 6: found the number 3 where missing was expected; write is missing or is not missing",
        ),
        (
            "1 + and",
            "column 5: found the name \"and\" where a value was expected; a column of that name is written `and`, and not (…) takes brackets here",
        ),
        ("1e999", "column 1: found the number 1e999 where a number below 1.8e308 was expected"),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
}

#[test]
fn lines_name_their_results_and_errors_have_the_place_in_the_line() {
    let lines = assignments("area = x ^ 2\n\n `my = x` = area == 1\r\n").unwrap();
    let names: Vec<_> = lines.iter().map(|line| (line.line, line.name.as_str())).collect();
    assert_eq!(names, [(1, "area"), (3, "my = x")]);
    for (text, line, column) in [
        ("a = 1\n b = 2 +", 2, 9),
        ("a 1", 1, 3),
        ("a == 1", 1, 3),
        ("= 1", 1, 1),
        ("\n  1 = 2", 2, 3),
        ("`a = 1", 1, 7),
        ("`` = 1", 1, 1),
        ("a", 1, 2),
        ("größe = (1", 1, 11),
    ] {
        let (found, error) = assignments(text).unwrap_err();
        assert_eq!((found, error.column), (line, column), "{text}: {error}");
    }
    let late = assignments("long_name = missing_column").unwrap().remove(0).expression;
    assert_eq!(late.check(&[]).err().unwrap().column, 13);
    assert!(assignments(&"a = 1\n".repeat(101)).is_err());
}

/// What a stranger may send: it is refused, or read in a moment, and never overflows the stack.
#[test]
fn hostile_texts_end_at_once() {
    let deep = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    let texts = [
        deep("(", ")", 100_000),
        deep("(", ")", 4_900),
        deep("-", "", 9_000),
        deep("not ", "", 2_400),
        deep("abs(", ")", 1_900),
        deep("2^", "", 4_900),
        deep("1+", "", 4_900),
        deep("true and ", "", 1_000),
        format!("max({}1)", "1,".repeat(4_900)),
        format!("coalesce({}1)", "1,".repeat(4_900)),
        format!("concat({}'a')", "'a',".repeat(2_400)),
        "x is missing ".repeat(700),
        "`".repeat(9_999),
        "a".repeat(9_999),
        "1".repeat(9_999),
        "é".repeat(1_000_000),
    ];
    let columns = columns();
    let columns: Vec<&Column> = columns.iter().collect();
    for text in texts {
        match check(&text) {
            Ok(checked) => assert_eq!(checked.evaluate("made", &columns, 2).len(), 2),
            Err(error) => assert!(error.to_string().len() < 600, "{error}"),
        }
    }
    assert_eq!(value(&deep("(", ")", 60)), "1");
    assert_eq!(value(&deep("1+", "", 200)), "201");
    assert_eq!(value(&format!("max({}7)", "1,".repeat(4_900))), "7");
}

#[test]
fn joined_texts_do_not_grow_without_end() {
    let mut column = Column::categorical("a", [Some("0123456789")]);
    for _ in 0..40 {
        let twice = Expression::parse("coalesce(concat(a, a), a)").unwrap();
        let twice = twice.check(&[("a".to_owned(), column.dtype())]).unwrap();
        column = twice.evaluate("a", &[&column], 1);
    }
    assert_eq!(column.cell(0).unwrap().len(), 5_120);
}

#[test]
fn blocks_join_without_a_seam() {
    let rows = 2 * BLOCK + 7;
    let column = Column::numeric("x", (0..rows).map(|row| (row % 5 != 0).then_some(row as f64)));
    let checked = Expression::parse("x * 2 + 1").unwrap();
    let checked = checked.check(&[("x".to_owned(), DType::Numeric)]).unwrap();
    let expected = (0..rows).map(|row| (row % 5 != 0).then_some(row as f64 * 2.0 + 1.0));
    assert_eq!(checked.evaluate("y", &[&column], rows), Column::numeric("y", expected));
}
