//! Building and serving the page with Trunk.

use std::ffi::OsString;
use std::process::Command;

use crate::Outcome;
use crate::project::Project;
use crate::shell::{run, say};
use crate::tools;

/// How `serve` was asked to serve.
#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    port: u16,
    release: bool,
}

impl ServeOptions {
    /// Reads the words after `serve`.
    pub fn parse(words: &[&str]) -> Outcome<Self> {
        let mut options = Self { port: 8080, release: false };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match *word {
                "--release" => options.release = true,
                "--port" => {
                    let port = rest.next().and_then(|text| text.parse().ok()).filter(|port| *port > 0);
                    options.port = port.ok_or("--port needs a number from 1 to 65535")?;
                }
                other => return Err(format!("serve knows --port N and --release, not {other}")),
            }
        }
        Ok(options)
    }
}

/// Builds the page, serves it on the loopback address and rebuilds it on every change.
pub fn serve(project: &Project, options: &ServeOptions) -> Outcome {
    if std::net::TcpListener::bind(("127.0.0.1", options.port)).is_err() {
        return Err(format!("port {} is in use; choose another with --port", options.port));
    }
    prepare(project, options.release)?;
    let mut command = trunk(project)?;
    // Trunk's reload script is rewritten while it is served, so that no policy could name its hash.
    command.args(["serve", "--no-autoreload", "--dist", "target/serve", "--address", "127.0.0.1"]);
    command.arg("--port").arg(options.port.to_string());
    if options.release {
        command.arg("--release");
    }
    say(&format!("when the build is done, open http://localhost:{}/", options.port));
    run("building and serving the page; stop with Ctrl+C", &mut command)
}

/// Builds the optimised page into `dist`.
pub fn build(project: &Project) -> Outcome {
    prepare(project, true)?;
    run("building the page into dist/", trunk(project)?.args(["build", "--release"]))
}

fn prepare(project: &Project, optimised: bool) -> Outcome {
    tools::for_page(project)?;
    if optimised {
        tools::npm_packages(project)?;
    }
    // Trunk runs offline, so that it takes the tools on PATH; cargo then needs its crates at hand.
    let fetch = ["fetch", "--quiet", "--locked"];
    run("fetching the crates", Command::new("cargo").args(fetch).current_dir(project.root()))
}

fn trunk(project: &Project) -> Outcome<Command> {
    let mut command = Command::new(project.tools_bin().join("trunk"));
    command.current_dir(project.root()).env("PATH", search_path(project)?);
    // Trunk stops on a NO_COLOR that is not "true" or "false".
    command.env_remove("NO_COLOR").args(["--offline", "--skip-version-check"]);
    Ok(command)
}

fn search_path(project: &Project) -> Outcome<OsString> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let own = [project.tools_bin(), project.browser_tests().join("node_modules").join(".bin")];
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&inherited)))
        .map_err(|error| format!("cannot put the project's tools on PATH: {error}"))
}

#[cfg(test)]
mod tests {
    use super::ServeOptions;

    #[test]
    fn serves_a_development_build_by_default() {
        assert_eq!(ServeOptions::parse(&[]), Ok(ServeOptions { port: 8080, release: false }));
    }

    #[test]
    fn takes_a_port_and_a_release_build() {
        let options = ServeOptions::parse(&["--release", "--port", "9000"]);
        assert_eq!(options, Ok(ServeOptions { port: 9000, release: true }));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(ServeOptions::parse(&["--port"]).is_err());
        assert!(ServeOptions::parse(&["--port", "70000"]).is_err());
        assert!(ServeOptions::parse(&["--open"]).is_err());
    }
}
