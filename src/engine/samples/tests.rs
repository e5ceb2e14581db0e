//! The cards against the bundled files. The tests read CSV only as far as these files need it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/samples")
}

/// The cells of a line: a quoted cell may hold commas, and none holds quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// Header and rows of a sample; a generator is asked for its card's rows.
fn table(card: &DataCard) -> (Vec<String>, Vec<Vec<String>>) {
    let text = match card.origin {
        Origin::File { path } => std::fs::read_to_string(folder().join("..").join(path)).unwrap(),
        Origin::Generator(generator) => generator.csv(1, card.rows, generator.noise()),
    };
    let mut lines = text.lines().map(cells);
    (lines.next().unwrap(), lines.collect())
}

/// One column of a bundled file, by name.
fn column(id: &str, name: &str) -> Vec<String> {
    let (header, rows) = table(by_id(id).unwrap());
    let index = header.iter().position(|cell| cell == name).unwrap();
    rows.into_iter().map(|mut row| row.swap_remove(index)).collect()
}

fn numbers(id: &str, name: &str) -> Vec<f64> {
    column(id, name).iter().map(|cell| cell.parse().unwrap()).collect()
}

fn counts(cells: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell).or_insert(0) += 1;
    }
    counts
}

fn count(id: &str, name: &str, value: &str) -> usize {
    counts(column(id, name)).get(value).copied().unwrap_or(0)
}

#[test]
fn every_card_tells_the_rows_columns_and_target_of_its_data() {
    for card in SAMPLES {
        let (header, rows) = table(card);
        assert_eq!((rows.len(), header.len()), (card.rows, card.columns), "{}", card.id);
        assert!(header.iter().any(|name| name == card.target), "{} has no {}", card.id, card.target);
        assert!(rows.iter().all(|row| row.len() == header.len()), "{} is ragged", card.id);
        assert_eq!(header.iter().collect::<BTreeSet<_>>().len(), header.len(), "{}", card.id);
    }
}

#[test]
fn a_regression_has_a_number_in_every_target_and_a_classification_few_values() {
    for card in SAMPLES {
        let target = column(card.id, card.target);
        match card.task {
            "regression" => assert!(target.iter().all(|cell| cell.parse::<f64>().is_ok()), "{}", card.id),
            "classification" => assert!((2..=5).contains(&counts(target).len()), "{}", card.id),
            other => panic!("{} has the task {other}", card.id),
        }
    }
}

#[test]
fn ids_are_unique_and_found() {
    let ids: BTreeSet<_> = SAMPLES.iter().map(|card| card.id).collect();
    assert_eq!(ids.len(), SAMPLES.len());
    for card in SAMPLES {
        assert_eq!(by_id(card.id), Some(card));
        let plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        assert!(card.id.chars().all(plain), "{}", card.id);
    }
    assert_eq!(by_id("boston"), None);
}

#[test]
fn every_file_has_a_card_and_stands_in_the_readme() {
    let listed: BTreeSet<String> = SAMPLES
        .iter()
        .filter_map(|card| match card.origin {
            Origin::File { path } => Some(path.trim_start_matches("samples/").to_owned()),
            Origin::Generator(_) => None,
        })
        .collect();
    let found: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    assert_eq!(listed, found);
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    for name in found {
        assert!(readme.contains(&format!("`{name}`")), "{name} is not in the readme");
    }
}

#[test]
fn classes_are_as_uneven_as_the_cards_say() {
    let expected: [(&str, &[(&str, usize)]); 7] = [
        ("penguins", &[("Adelie", 152), ("Gentoo", 124), ("Chinstrap", 68)]),
        ("iris", &[("setosa", 50), ("versicolor", 50), ("virginica", 50)]),
        ("wine", &[("class_0", 59), ("class_1", 71), ("class_2", 48)]),
        ("breast-cancer", &[("malignant", 212), ("benign", 357)]),
        ("titanic", &[("0", 863), ("1", 450)]),
        ("weather-seattle", &[("rain", 641), ("sun", 640), ("fog", 101), ("drizzle", 53), ("snow", 26)]),
        ("weather-new-york", &[("sun", 826), ("rain", 446), ("snow", 93), ("drizzle", 58), ("fog", 38)]),
    ];
    for (id, classes) in expected {
        let expected: BTreeMap<String, usize> =
            classes.iter().map(|(class, count)| ((*class).to_owned(), *count)).collect();
        assert_eq!(counts(column(id, by_id(id).unwrap().target)), expected, "{id}");
    }
}

#[test]
fn missing_cells_are_kept_as_published() {
    assert_eq!(count("penguins", "sex", "NA"), 11);
    assert_eq!(count("penguins", "body_mass_g", "NA"), 2);
    assert_eq!(count("auto-mpg", "horsepower", "?"), 5);
    assert_eq!(count("titanic", "age", ""), 557);
    assert_eq!(count("titanic", "class", "*"), 1);
}

#[test]
fn the_island_tells_two_species() {
    let islands_of = |species: &str| {
        let pairs = column("penguins", "species").into_iter().zip(column("penguins", "island"));
        counts(pairs.filter(|pair| pair.0 == species).map(|pair| pair.1).collect())
    };
    assert_eq!(islands_of("Gentoo").into_keys().collect::<Vec<_>>(), ["Biscoe"]);
    assert_eq!(islands_of("Chinstrap").into_keys().collect::<Vec<_>>(), ["Dream"]);
}

#[test]
fn unknown_ages_on_the_titanic_are_not_by_chance() {
    let (_, rows) = table(by_id("titanic").unwrap());
    let unknown: Vec<_> = rows.iter().filter(|row| row[2].is_empty()).collect();
    assert_eq!(unknown.iter().filter(|row| row[1] == "3rd").count(), 393);
    let share = |rows: Vec<&Vec<String>>| {
        let survived = rows.iter().filter(|row| row[4] == "1").count();
        (100.0 * survived as f64 / rows.len() as f64).round()
    };
    assert_eq!(share(unknown), 25.0);
    assert_eq!(share(rows.iter().filter(|row| !row[2].is_empty()).collect()), 41.0);
    let right = rows.iter().filter(|row| (row[3] == "female") == (row[4] == "1")).count();
    assert_eq!((100.0 * right as f64 / rows.len() as f64).round(), 77.0);
    let twice: Vec<_> =
        rows.iter().filter(|row| row[0] == "Carlsson, Mr Frans Olof" && row[2] == "33.0").collect();
    assert_eq!((twice.len(), twice[0][1].as_str(), twice[1][1].as_str()), (2, "1st", "3rd"));
}

#[test]
fn bikers_are_the_sum_of_two_other_columns() {
    let parts = numbers("bike-sharing", "casual").into_iter().zip(numbers("bike-sharing", "registered"));
    let sums: Vec<f64> = parts.map(|(casual, registered)| casual + registered).collect();
    assert_eq!(sums, numbers("bike-sharing", "bikers"));
    assert_eq!(8760 - sums.len(), 115);
    assert_eq!(count("bike-sharing", "weathersit", "heavy rain/snow"), 1);
    let humidity = numbers("bike-sharing", "hum").into_iter().zip(column("bike-sharing", "day"));
    let dry: Vec<String> = humidity.filter(|pair| pair.0 == 0.0).map(|pair| pair.1).collect();
    assert_eq!(counts(dry), BTreeMap::from([("69".to_owned(), 22)]));
    assert_eq!(count("bike-sharing", "day", "69"), 22);
}

#[test]
fn time_runs_forward_in_the_files_that_are_sorted_by_it() {
    for (id, name) in [("auto-mpg", "year"), ("bike-sharing", "day")] {
        assert!(numbers(id, name).is_sorted(), "{id}");
    }
    for id in ["weather-seattle", "weather-new-york"] {
        assert!(column(id, "date").is_sorted(), "{id}");
    }
}

#[test]
fn rain_gives_the_weather_away() {
    for (id, dry_snow) in [("weather-seattle", 0), ("weather-new-york", 21)] {
        let days = numbers(id, "precipitation").into_iter().zip(column(id, "weather"));
        let (wet, dry): (Vec<_>, Vec<_>) = days.partition(|day| day.0 > 0.0);
        assert!(wet.iter().all(|day| day.1 == "rain" || day.1 == "snow"), "{id}");
        assert_eq!(dry.iter().filter(|day| day.1 == "snow").count(), dry_snow, "{id}");
    }
}
