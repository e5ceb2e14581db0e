//! Writes what a search begins with: `seeds FOLDER` makes `FOLDER/spec`, `FOLDER/model`, `FOLDER/expression`, a
//! folder for each target that begins with the corpus alone, and the words of specs, `FOLDER/spec.dict`, and of
//! expressions, `FOLDER/expression.dict`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs, io};

use engine::expression;
use engine::models::{self, Task};
use engine::params::{Domain, ParamSpec};
use engine::steps;
use fuzz::fuzzed;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name a folder"))?);
    for target in ["spec", "model", "expression", "replace", "dates"] {
        fs::create_dir_all(folder.join(target))?;
    }
    for (name, spec, model) in fuzzed::seeds() {
        fs::write(folder.join("spec").join(&name), spec)?;
        fs::write(folder.join("model").join(&name), model)?;
    }
    let words: Vec<String> = words().iter().map(|word| format!("\"\\\"{word}\\\"\"\n")).collect();
    fs::write(folder.join("spec.dict"), words.concat())?;
    let mut words = String::new();
    for (at, word) in expression::words().enumerate() {
        words.push_str(&format!("{word:?}\n"));
        fs::write(folder.join("expression").join(at.to_string()), format!("x = {word}"))?;
    }
    fs::write(folder.join("expression.dict"), words)
}

/// The names that a spec can hold.
fn words() -> BTreeSet<&'static str> {
    let mut words = BTreeSet::new();
    for kind in models::CATALOGUE {
        words.insert(kind.id);
        for task in kind.tasks {
            words.extend(of_params(kind.params(*task)));
        }
    }
    for kind in steps::CATALOGUE {
        words.insert(kind.id);
        words.extend(of_params(kind.params));
    }
    words.extend(Task::ALL.map(Task::name));
    words.extend(["target", "roles", "steps", "step", "columns", "params", "enabled", "split", "method"]);
    words.extend(["stratified", "train", "validation", "test", "seed", "model", "kind", "read", "ignored"]);
    words
}

fn of_params(params: &'static [ParamSpec]) -> impl Iterator<Item = &'static str> {
    params.iter().flat_map(|param| {
        let choices = match &param.domain {
            Domain::Choice(choices) => *choices,
            _ => &[],
        };
        std::iter::once(param.name).chain(choices.iter().map(|choice| choice.value))
    })
}
