//! The rules of the house that the compiler does not check.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::project::{Project, read};
use crate::shell::output_of;

/// A file that grows beyond this is to be split.
const MOST_LINES: usize = 400;
/// Folders of code that people write.
const CODE: [&str; 5] = ["src", "xtask", "tests", "style", "fuzz"];
const CODE_ENDINGS: [&str; 5] = ["rs", "mjs", "js", "css", "py"];
/// Crates that mark a build for the web.
const WEB_ONLY: [&str; 6] = ["wasm-bindgen", "js-sys", "web-sys", "leptos", "reactive_graph", "gloo-utils"];
/// The folder of the stations, each a file or a folder of its own.
const STATIONS: &str = "src/ui/stations";
/// Packages that are built natively and must know nothing of the web.
const NATIVE: [&str; 6] = ["engine", "job", "store", "plot", "cli", "pipeline-playground"];

/// Checks every rule; the error lists everything that breaks one.
pub fn check(project: &Project) -> Outcome {
    let stations = stations_in(&project.at(STATIONS))?;
    let mut broken = Vec::new();
    for folder in CODE {
        for file in files_below(&project.at(folder))? {
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if CODE_ENDINGS.contains(&ending) {
                let text = read(&file)?;
                let name = file.strip_prefix(project.root()).unwrap_or(&file);
                broken.extend(too_long(name, &text));
                broken.extend(foreign_station(name, &text, &stations));
            }
        }
    }
    for package in NATIVE {
        let tree = ["tree", "--locked", "--package", package, "--edges", "normal,build", "--prefix", "none"];
        let listed = output_of(Command::new("cargo").args(tree).current_dir(project.root()));
        let listed = listed.ok_or_else(|| format!("cargo tree failed for {package}"))?;
        broken.extend(web_crates(package, &listed));
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

fn too_long(file: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES)
        .then(|| format!("{}: {lines} lines; split it, {MOST_LINES} are the most", file.display()))
}

/// The names of the stations: the folder's entries but `mod.rs`, which lists them all.
fn stations_in(folder: &Path) -> Outcome<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let inside = files_below(folder)?.into_iter().filter_map(|file| {
        let first = file.strip_prefix(folder).ok()?.components().next()?;
        Some(first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned())
    });
    Ok(inside.filter(|name| name != "mod").collect())
}

/// Says where a station names another station.
fn foreign_station(file: &Path, text: &str, stations: &[String]) -> Vec<String> {
    let Ok(inside) = file.strip_prefix(STATIONS) else {
        return Vec::new();
    };
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let own = first.unwrap_or_default();
    let own = own.trim_end_matches(".rs");
    if own == "mod" {
        return Vec::new();
    }
    let nested = inside.components().count() > 1;
    let mut broken = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for named in stations_named(line, nested) {
            if named != own && stations.iter().any(|station| station == named) {
                let place = format!("{}:{}", file.display(), index + 1);
                broken.push(format!("{place}: station {own} uses station {named}; share through the state"));
            }
        }
    }
    broken
}

/// The stations that a line of code refers to by path.
fn stations_named(line: &str, nested: bool) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let mut prefixes = vec!["stations::"];
    if nested {
        prefixes.push("super::super::");
    } else {
        prefixes.push("super::");
    }
    let mut named = Vec::new();
    for prefix in prefixes {
        for (at, _) in code.match_indices(prefix) {
            // `super::super::` in a station's own file climbs out of the stations.
            if !nested && prefix == "super::" && code[..at].ends_with("super::") {
                continue;
            }
            let rest = &code[at + prefix.len()..];
            let listed = rest.strip_prefix('{').and_then(|list| list.split('}').next()).unwrap_or(rest);
            let names = if listed.len() == rest.len() { vec![rest] } else { listed.split(',').collect() };
            let names = names.into_iter().map(|name| first_word(name.trim()));
            named.extend(names);
        }
    }
    named
}

fn first_word(path: &str) -> &str {
    let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
    &path[..end]
}

fn web_crates(package: &str, tree: &str) -> Vec<String> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut web: Vec<&str> = names.filter(|name| WEB_ONLY.contains(name)).collect();
    web.sort_unstable();
    web.dedup();
    web.into_iter().map(|name| format!("{package}: its native build contains the web crate {name}")).collect()
}

pub fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder);
        for entry in entries.map_err(|error| format!("cannot list {}: {error}", folder.display()))? {
            let path = entry.map_err(|error| format!("cannot list {}: {error}", folder.display()))?.path();
            if !path.is_dir() {
                files.push(path);
            } else if !path.ends_with("node_modules") {
                open.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{MOST_LINES, foreign_station, too_long, web_crates};

    fn stations(file: &str, text: &str) -> usize {
        let all = ["collect", "split", "train"].map(str::to_owned);
        foreign_station(&Path::new("src/ui/stations").join(file), text, &all).len()
    }

    #[test]
    fn a_station_may_not_use_another() {
        assert_eq!(stations("train.rs", "use super::collect::Preview;"), 1);
        assert_eq!(stations("train.rs", "use crate::stations::{collect, train};"), 1);
        assert_eq!(stations("train.rs", "let x = crate::stations::split::sizes();"), 1);
        assert_eq!(stations("train/form.rs", "use super::super::collect::Preview;"), 1);
    }

    #[test]
    fn a_station_may_use_itself_and_what_all_share() {
        assert_eq!(stations("train.rs", "use crate::state::Project;\nuse super::super::widgets::Field;"), 0);
        assert_eq!(
            stations("train/form.rs", "use super::model::View;\nuse crate::stations::train::Model;"),
            0
        );
        assert_eq!(stations("train.rs", "use super::{Station, heading};"), 0);
        assert_eq!(stations("train.rs", "// unlike super::collect this one waits"), 0);
        assert_eq!(stations("mod.rs", "use self::collect::Collect;\nuse crate::stations::train::Train;"), 0);
    }

    #[test]
    fn only_stations_are_held_to_it() {
        let all = ["train".to_owned()];
        assert!(
            foreign_station(Path::new("src/ui/app.rs"), "use crate::stations::train::Train;", &all)
                .is_empty()
        );
    }

    #[test]
    fn a_long_file_is_named() {
        let file = Path::new("src/engine/lib.rs");
        assert!(too_long(file, &"line\n".repeat(MOST_LINES)).is_none());
        assert!(too_long(file, &"line\n".repeat(MOST_LINES + 1)).is_some());
    }

    #[test]
    fn a_web_crate_in_a_native_build_is_named_once() {
        let tree = "engine v0.1.0 (/src/engine)\nserde v1.0.0\njs-sys v0.3.0\njs-sys v0.3.0 (*)";
        assert_eq!(web_crates("engine", tree).len(), 1);
        assert!(web_crates("engine", "engine v0.1.0\nserde v1.0.0").is_empty());
    }
}
