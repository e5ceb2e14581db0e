//! `cargo xtask fuzz`: searches for bytes that break a promise of the engine, with libFuzzer.
//!
//! The coverage that guides the search comes from flags that the stable compiler takes, so that no
//! other toolchain is needed. Everything that is made lies in `target/fuzz`; the small corpus in
//! `fuzz/corpus` is committed, and a test of the engine goes through it.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::project::Project;
use crate::shell::{output_of, run, run_for_output, say};

/// The targets, each with the longest input that is tried.
const TARGETS: [(&str, u32); 5] =
    [("spec", 4096), ("model", 65_536), ("expression", 2048), ("replace", 2048), ("dates", 1024)];

/// What tells libFuzzer which code an input reached and what it compared.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// What was asked for.
#[derive(Debug, PartialEq)]
struct Options {
    targets: Vec<(&'static str, u32)>,
    minutes: f64,
}

impl Options {
    fn parse(words: &[&str]) -> Outcome<Self> {
        let mut options = Self { targets: Vec::new(), minutes: 1.0 };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            if *word == "--minutes" {
                let minutes = rest.next().and_then(|text| text.parse().ok());
                options.minutes = minutes
                    .filter(|minutes| (0.01..=10_000.0).contains(minutes))
                    .ok_or("--minutes needs a number of minutes from 0.01 to 10000")?;
                continue;
            }
            let known = TARGETS.iter().find(|(name, _)| name == word);
            options.targets.push(*known.ok_or_else(|| {
                let names = TARGETS.map(|(name, _)| name).join(", ");
                format!("fuzz knows the targets {names}, and --minutes N, not {word}")
            })?);
        }
        if options.targets.is_empty() {
            options.targets = TARGETS.to_vec();
        }
        Ok(options)
    }
}

/// Builds the targets and searches with each for some minutes.
pub fn search(project: &Project, words: &[&str]) -> Outcome {
    let options = Options::parse(words)?;
    let programs = build(project)?;
    let work = project.at("target/fuzz");
    let seeds = work.join("seeds");
    run("writing what the search begins with", Command::new(programs.join("seeds")).arg(&seeds))?;
    let mut findings = Vec::new();
    for (target, longest) in options.targets {
        let found = work.join("corpus").join(target);
        let artifacts = work.join("findings").join(target);
        for folder in [&found, &artifacts] {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        }
        let mut fuzzer = Command::new(programs.join(target));
        fuzzer.arg(format!("-max_total_time={:.0}", options.minutes * 60.0));
        fuzzer.arg(format!("-max_len={longest}")).arg(format!("-artifact_prefix={}/", artifacts.display()));
        let words = if target == "expression" { "expression.dict" } else { "spec.dict" };
        fuzzer.arg(format!("-dict={}", seeds.join(words).display()));
        fuzzer.args(["-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        // What is found goes into the first folder.
        fuzzer.arg(&found).arg(project.at("fuzz/corpus").join(target)).arg(seeds.join(target));
        let what = format!("fuzzing {target} for {} minutes", options.minutes);
        if run_for_output(&what, &mut fuzzer).is_err() {
            findings.push(format!("{target} (the input lies in {})", artifacts.display()));
        }
    }
    if findings.is_empty() {
        say("no finding");
        return Ok(());
    }
    Err(format!("a promise was broken: {}", findings.join("; ")))
}

fn build(project: &Project) -> Outcome<PathBuf> {
    let version = output_of(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("rustc does not say what it compiles for; is it installed?")?;
    let folder = project.at("target/fuzz/build");
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project.at("fuzz")).args(["build", "--release", "--bins"]);
    // With a target named, the flags are for the programs alone and not for build scripts.
    cargo.args(["--target", host, "--target-dir"]).arg(&folder).env("RUSTFLAGS", COVERAGE);
    run("building the fuzz targets", &mut cargo)?;
    Ok(folder.join(host).join("release"))
}

#[cfg(test)]
mod tests {
    use super::{Options, TARGETS};

    #[test]
    fn all_targets_for_a_minute_by_default() {
        assert_eq!(Options::parse(&[]), Ok(Options { targets: TARGETS.to_vec(), minutes: 1.0 }));
    }

    #[test]
    fn one_target_for_some_minutes() {
        let options = Options::parse(&["model", "--minutes", "10"]);
        assert_eq!(options, Ok(Options { targets: vec![TARGETS[1]], minutes: 10.0 }));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(Options::parse(&["modle"]).is_err());
        assert!(Options::parse(&["--minutes"]).is_err());
        assert!(Options::parse(&["--minutes", "-1"]).is_err());
    }
}
