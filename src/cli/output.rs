//! Writing files so that there is the whole file or none.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// A file that takes its name when it is complete, and leaves nothing behind when it is not.
pub(crate) struct Draft {
    path: PathBuf,
    /// The file beside it that is being written; none for a device or pipe, which is written itself.
    draft: Option<PathBuf>,
    file: BufWriter<File>,
}

impl Draft {
    pub(crate) fn new(path: &Path) -> Result<Self, CliError> {
        let failed = CliError::write;
        match fs::metadata(path) {
            Ok(known) if known.is_dir() => {
                return Err(failed(path)(io::ErrorKind::IsADirectory.into()));
            }
            Ok(known) if !known.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(failed(path))?;
                return Ok(Self { path: path.to_owned(), draft: None, file: BufWriter::new(file) });
            }
            _ => {}
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let draft = path.with_file_name(name);
        let file = File::create(&draft).map_err(failed(path))?;
        Ok(Self { path: path.to_owned(), draft: Some(draft), file: BufWriter::new(file) })
    }

    /// Writes with `fill`, up to the disk.
    pub(crate) fn write(
        mut self,
        fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<Complete, CliError> {
        let written = fill(&mut self.file)
            .and_then(|()| self.file.flush())
            .and_then(|()| if self.draft.is_some() { self.file.get_ref().sync_all() } else { Ok(()) });
        written.map_err(CliError::write(&self.path)).map(|()| Complete(self))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(draft);
        }
    }
}

/// A draft that only lacks its name.
pub(crate) struct Complete(Draft);

impl Complete {
    pub(crate) fn publish(mut self) -> Result<(), CliError> {
        if let Some(draft) = &self.0.draft {
            fs::rename(draft, &self.0.path).map_err(CliError::write(&self.0.path))?;
            self.0.draft = None;
        }
        Ok(())
    }
}

/// Writes the files, all of them or, should one not fit, none.
pub(crate) fn directory(path: &Path, files: &[(&str, &str)]) -> Result<(), CliError> {
    fs::create_dir_all(path).map_err(CliError::write(path))?;
    let complete = files
        .iter()
        .map(|(name, text)| Draft::new(&path.join(name))?.write(|file| file.write_all(text.as_bytes())))
        .collect::<Result<Vec<_>, _>>()?;
    complete.into_iter().try_for_each(Complete::publish)
}

/// Writes a text to standard output.
pub(crate) fn stdout(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
