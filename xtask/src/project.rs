//! Where things are in the project's folder.

use std::path::{Path, PathBuf};

use crate::Outcome;

/// The project's folder and the places inside it that commands use.
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project that this program was built from.
    pub fn find() -> Outcome<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        match here.parent() {
            Some(root) if root.join("Cargo.lock").is_file() => Ok(Self { root: root.to_owned() }),
            _ => Err(format!("{} is not inside the project; build xtask again", here.display())),
        }
    }

    /// The project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the project, written with forward slashes.
    pub fn at(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.root.clone(), |folder, part| folder.join(part))
    }

    /// The folder of the programs that cargo installed for this project.
    pub fn tools_bin(&self) -> PathBuf {
        self.at(".tools/bin")
    }

    /// The folder of the browser tests and their npm packages.
    pub fn browser_tests(&self) -> PathBuf {
        self.at("tests/browser")
    }

    /// The version of a package in `Cargo.lock`.
    pub fn locked_version(&self, package: &str) -> Outcome<String> {
        let lock = read(&self.at("Cargo.lock"))?;
        version_in_lock(&lock, package).ok_or_else(|| format!("Cargo.lock has no package {package}"))
    }
}

/// A file's text, or a line that says which file could not be read.
pub fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file, or says which file could not be written.
pub fn write(path: &Path, content: &[u8]) -> Outcome {
    std::fs::write(path, content).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    let name = format!("name = \"{package}\"");
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    const LOCK: &str = "[[package]]\nname = \"leptos_macro\"\nversion = \"0.8.1\"\n\n\
                        [[package]]\nname = \"leptos\"\nversion = \"0.8.23\"\n";

    #[test]
    fn reads_the_version_of_exactly_the_named_package() {
        assert_eq!(version_in_lock(LOCK, "leptos").as_deref(), Some("0.8.23"));
    }

    #[test]
    fn an_absent_package_has_no_version() {
        assert_eq!(version_in_lock(LOCK, "lepto"), None);
    }
}
