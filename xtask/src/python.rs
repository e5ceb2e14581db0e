//! A Python of the project's own, with the libraries that its results are compared with.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::project::{Project, read, write};
use crate::shell::{find_program, run};

/// What is installed, with its versions.
const REQUIREMENTS: &str = "tests/references/requirements.txt";

/// The Python in `.tools/python`, made when it is missing or its libraries are of other versions.
pub fn python(project: &Project) -> Outcome<PathBuf> {
    let folder = project.at(".tools/python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = project.at(REQUIREMENTS);
    let wanted = read(&requirements)?;
    let stamp = folder.join("installed.txt");
    if python.is_file() && read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    let system = find_program(&["python3", "python"]).ok_or("Python 3 is needed; it is not on PATH")?;
    run(
        "making a Python environment in .tools/python",
        Command::new(system).args(["-m", "venv"]).arg(&folder),
    )
    .map_err(|error| format!("{error}; on Debian and Ubuntu, python3-venv is needed too"))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements);
    run("installing scikit-learn and SciPy there (once; takes a minute)", &mut pip)?;
    write(&stamp, wanted.as_bytes())?;
    Ok(python)
}
