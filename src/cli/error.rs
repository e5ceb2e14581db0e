use std::io;
use std::path::{Path, PathBuf};

use engine::error::EngineError;
use engine::table::read::ReadError;

/// Why a command ends without having done its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// A file cannot be opened or read.
    #[error("cannot read {}: {}", path.display(), reason(source))]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write {}: {}", path.display(), reason(source))]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A file holds nothing that can be used.
    #[error("{}: {source}", path.display())]
    Data {
        path: PathBuf,
        #[source]
        source: ReadError,
    },
    /// The engine cannot do what a file asks for.
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: EngineError,
    },
    /// The engine cannot do what is asked for.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Standard output cannot be written.
    #[error("cannot write the output: {}", reason(.0))]
    Output(io::Error),
    /// Nobody reads standard output any more.
    #[error("the output was closed")]
    BrokenPipe,
}

impl CliError {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Write { path: path.to_owned(), source }
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(EngineError) -> Self + '_ {
        |source| Self::File { path: path.to_owned(), source }
    }
}

impl From<io::Error> for CliError {
    /// An error of standard output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Output(error),
        }
    }
}

/// What happened and what to do, in plain words where the system has one for it.
fn reason(error: &io::Error) -> String {
    use io::ErrorKind::{
        AlreadyExists, InvalidData, IsADirectory, NotADirectory, NotFound, PermissionDenied,
        ReadOnlyFilesystem, StorageFull,
    };
    let text = match error.kind() {
        NotFound => "there is no such file or directory; check the path",
        IsADirectory => "it is a directory; give a file",
        NotADirectory => "a part of the path is a file and not a directory; check the path",
        AlreadyExists => "there is a file of that name where a directory is needed; give another name",
        PermissionDenied => "permission is denied; check who may use it",
        ReadOnlyFilesystem => "the file system is read-only; give another place",
        StorageFull => "the disk is full; free some space or give another place",
        InvalidData => "it is not text in UTF-8; give a JSON file",
        _ => return error.to_string(),
    };
    text.to_owned()
}
