//! A directory of its own for every test, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const SPEC: &str = r#"{ "target": "species", "steps": [{ "step": "drop_missing" }, { "step": "scale" },
  { "step": "one_hot" }], "split": { "method": "stratified" }, "model": { "kind": "logistic_regression" } }"#;

/// A directory that is removed in the end.
pub struct Place(PathBuf);

impl Place {
    pub fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pipeline-playground"));
        command.current_dir(&self.0).args(line.split_whitespace()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// What it prints, having succeeded.
    pub fn done(&self, line: &str) -> (String, String) {
        let output = self.run(line);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(0), "{line}: {err}");
        (out, err)
    }

    /// The message with which it ends: one line, exit code 2, nothing on standard output.
    pub fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(2), "{line}: {out}{err}");
        assert_eq!(out, "", "{line}");
        let message = err.lines().last().unwrap_or_default().to_owned();
        assert!(message.starts_with("error: ") && err.ends_with('\n'), "{line}: {err}");
        assert!(!err.contains("panicked"), "{line}: {err}");
        message
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Standard output and standard error.
pub fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// The path of a data set that is compared with.
pub fn data(name: &str) -> String {
    format!("{}/tests/references/data/{name}.csv", env!("CARGO_MANIFEST_DIR"))
}
