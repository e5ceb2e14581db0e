//! Summaries against NumPy, pandas and exact fractions; the figures are made by tests/fixtures/make_profile.py.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::profile::{AlertKind, Severity, Summary, alerts, guess_roles, profile};
use engine::table::read::{ReadOptions, read_all};
use engine::table::{Column, Role, Table};
use serde_json::Value;

const FIXTURE: &str = include_str!("../../../tests/fixtures/profile.json");

fn close(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1e-300), "{what}: {found} for {expected}");
}

#[test]
fn numbers_are_summarised_as_numpy_and_pandas_do() {
    let fixture: Value = serde_json::from_str(FIXTURE).unwrap();
    for case in fixture["columns"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let cells = case["cells"].as_array().unwrap().iter().map(Value::as_f64);
        let table = Table::new(vec![Column::numeric(name, cells)]).unwrap();
        let column = &profile(&table).columns[0];
        assert_eq!(column.count as u64, case["count"], "{name}");
        assert_eq!(column.missing as u64, case["missing"], "{name}");
        assert_eq!(column.distinct.count as u64, case["distinct"], "{name}");
        let Summary::Numeric(found) = &column.summary else { panic!("{name} is numeric") };
        close(found.mean, &case["mean"], name);
        assert_eq!(found.sd.is_none(), case["sd"].is_null(), "{name}");
        if let Some(sd) = found.sd {
            close(sd, &case["sd"], name);
        }
        assert_eq!(found.skewness.is_none(), case["skewness"].is_null(), "{name}");
        if let Some(skewness) = found.skewness {
            // Third powers of both signs cancel, and with them digits.
            let expected = case["skewness"].as_f64().unwrap();
            assert!((skewness - expected).abs() < 1e-9, "{name}: {skewness} for {expected}");
        }
        close(found.min, &case["min"], name);
        close(found.max, &case["max"], name);
        close(found.mode, &case["mode"], name);
        let q = found.quantiles;
        for (found, expected) in [q.p1, q.p5, q.p25, q.p50, q.p75, q.p95, q.p99]
            .into_iter()
            .zip(case["quantiles"].as_array().unwrap())
        {
            close(found, expected, name);
        }
        assert_eq!(found.zeros as u64, case["zeros"], "{name}");
        assert_eq!(found.negative as u64, case["negative"], "{name}");
        assert_eq!(found.histogram.counts.iter().sum::<usize>(), column.count, "{name}");
        if !case["counts"].is_null() {
            assert_eq!(serde_json::json!(found.histogram.counts), case["counts"], "{name}");
            for (found, expected) in found.histogram.edges.iter().zip(case["edges"].as_array().unwrap()) {
                close(*found, expected, name);
            }
        }
    }
}

#[test]
fn numbers_near_the_limits_of_doubles_have_finite_summaries() {
    let cells = [f64::MAX, f64::MIN, 1e308, -1e308, 0.0, 5e-324];
    let table = Table::new(vec![Column::numeric("x", cells.map(Some))]).unwrap();
    let Summary::Numeric(found) = &profile(&table).columns[0].summary else { panic!("numeric") };
    assert!(found.mean.is_finite() && found.quantiles.p50.is_finite());
    assert!(found.histogram.edges.iter().all(|edge| edge.is_finite()));
    assert_eq!(found.histogram.counts.iter().sum::<usize>(), 6);
}

#[test]
fn levels_texts_and_moments_are_counted() {
    let csv = "city,when,ok,note\nRome,2024-01-01,yes,aa\nOslo,2024-01-03,no,bbbb\nRome,2024-01-02,yes,cc\nRome,,no,aa\nOslo,2024-01-03,no,\n";
    let table = read_all(csv.as_bytes(), &ReadOptions::default()).unwrap().table;
    let profile = profile(&table);
    let Summary::Levels(city) = &profile.columns[0].summary else { panic!("levels") };
    let top: Vec<(&str, usize)> = city.top.iter().map(|top| (top.level.as_str(), top.count)).collect();
    assert_eq!((top, city.other, city.mean_length), (vec![("Rome", 3), ("Oslo", 2)], 0, 4.0));
    let Summary::Datetime(when) = &profile.columns[1].summary else { panic!("moments") };
    assert_eq!((when.max - when.min, profile.columns[1].missing), (2 * 86_400_000, 1));
    let Summary::Levels(ok) = &profile.columns[2].summary else { panic!("truth values") };
    assert_eq!((ok.top[0].level.as_str(), ok.top[0].count), ("false", 3));
    let Summary::Levels(note) = &profile.columns[3].summary else { panic!("texts") };
    assert_eq!((note.mean_length, profile.columns[3].distinct.count), (2.5, 3));
}

/// 200 rows with one flaw of each kind.
fn flawed() -> String {
    let mut csv = String::from("row_id,flat,nearly,empty,holes,x,x_again,town,copy_of_class,tail,class\n");
    for row in 0..200 {
        let class = if row % 10 == 0 { "rare" } else { "common" };
        let town = row / 3 % 60;
        let holes = if row % 2 == 0 { "" } else { "1.5" };
        let nearly = if row == 7 { "b" } else { "a" };
        let tail = if row == 9 { 1e6 } else { f64::from(row % 17) };
        let x = f64::from(row * 7919 % 101) / 4.0;
        let target = if row == 3 { "" } else { class };
        csv.push_str(&format!(
            "{},k,{nearly},,{holes},{x},{x},t{town},{},{tail},{target}\n",
            row + 1000,
            u8::from(class == "rare")
        ));
    }
    csv
}

#[test]
fn each_flaw_has_its_alert_and_nothing_else_has_one() {
    let table = read_all(flawed().as_bytes(), &ReadOptions::default()).unwrap().table;
    let profile = profile(&table);
    let found = alerts(&table, &profile, Some("class"));
    let of = |kind: AlertKind| -> Vec<(Vec<&str>, f64)> {
        let alike = found.iter().filter(|alert| alert.kind == kind);
        alike.map(|a| (a.columns.iter().map(String::as_str).collect(), a.figure)).collect()
    };
    assert_eq!(of(AlertKind::IdLike), [(vec!["row_id"], 200.0)]);
    assert_eq!(of(AlertKind::Constant), [(vec!["flat"], 200.0), (vec!["holes"], 100.0)]);
    assert_eq!(of(AlertKind::AlmostConstant), [(vec!["nearly"], 0.995)]);
    assert_eq!(of(AlertKind::AllMissing), [(vec!["empty"], 200.0)]);
    assert_eq!(of(AlertKind::ManyMissing), [(vec!["holes"], 0.5)]);
    assert_eq!(of(AlertKind::DuplicateColumns), [(vec!["x", "x_again"], 2.0)]);
    assert_eq!(of(AlertKind::HighCardinality), [(vec!["town"], 60.0)]);
    assert_eq!(of(AlertKind::TargetLeak), [(vec!["copy_of_class"], 1.0)]);
    assert_eq!(of(AlertKind::ImbalancedTarget), [(vec!["class"], 179.0 / 20.0)]);
    assert_eq!(of(AlertKind::MissingTarget), [(vec!["class"], 1.0)]);
    let tails = of(AlertKind::Skewed);
    assert!(tails.len() == 1 && tails[0].0 == ["tail"] && tails[0].1 > 10.0, "{tails:?}");
    assert_eq!(of(AlertKind::DuplicateRows), []);
    assert!(found.is_sorted_by_key(|alert| std::cmp::Reverse(alert.severity)));
    assert_eq!(found[0].severity, Severity::Problem);

    let roles = guess_roles(&profile);
    assert_eq!((roles["row_id"], roles["class"]), (Role::Id, Role::Target));
    assert_eq!((roles["empty"], roles["x"]), (Role::Ignored, Role::Feature));
}

#[test]
fn repeated_rows_are_counted_and_leaks_into_a_number_found() {
    let mut csv = String::from("metres,feet,kind,y\n");
    for row in 0..100 {
        let y = f64::from(row * 37 % 50);
        csv.push_str(&format!("{y},{},{},{}\n", y * 3.280_84, row * 37 % 50 % 5, y * 2.0 + 1.0));
    }
    let table = read_all(csv.as_bytes(), &ReadOptions::default()).unwrap().table;
    let found = alerts(&table, &profile(&table), Some("y"));
    let leaks: Vec<&str> = found
        .iter()
        .filter(|alert| alert.kind == AlertKind::TargetLeak)
        .map(|alert| alert.columns[0].as_str())
        .collect();
    assert_eq!(leaks, ["metres", "feet"]);
    let repeats = found.iter().find(|alert| alert.kind == AlertKind::DuplicateRows).unwrap();
    assert_eq!(repeats.figure, 50.0);
}

#[test]
fn roles_follow_names_then_types() {
    let roles =
        |csv: &str| guess_roles(&profile(&read_all(csv.as_bytes(), &ReadOptions::default()).unwrap().table));
    let titanic = roles(
        "PassengerId,Survived,Sex,Age,Name\n1,0,m,22,Braund\n2,1,f,38,Cumings\n3,1,f,26,Heikkinen\n4,0,m,35,Allen\n5,0,m,27,Moran\n",
    );
    assert_eq!(titanic["PassengerId"], Role::Id);
    assert_eq!(titanic["Survived"], Role::Target);
    assert_eq!((titanic["Sex"], titanic["Age"]), (Role::Feature, Role::Feature));
    assert_eq!(titanic["Name"], Role::Ignored);
    let words = roles("a,colour,b\n1,red,2.5\n2,red,2\n3,blue,4\n4,blue,1\n");
    assert_eq!(words["colour"], Role::Target);
    let numbers = roles("a,b\n1,2\n2,3\n5,1\n");
    assert_eq!((numbers["a"], numbers["b"]), (Role::Feature, Role::Target));
}
