use engine::pipeline::PipelineSpec;
use engine::run::{Look, RunReport};
use serde::{Deserialize, Serialize};

use crate::{Storage, StoreError};

/// The version of the record that this page writes.
pub const VERSION: u32 = 1;

const PROJECT: &str = "project";
const DATA: &str = "data";

/// Where the data came from. The bytes of a file are kept beside the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// A file, a paste or a bundled sample: bytes.
    File {
        /// Its name.
        name: String,
        /// The bundled sample it is, if it is one.
        sample: Option<String>,
    },
    /// A generated sample.
    Generator {
        /// The sample.
        id: String,
        /// Another seed draws other rows.
        seed: u32,
        /// Number of rows.
        rows: usize,
        /// Strength of the noise.
        noise: f64,
    },
}

/// One person's work, apart from the bytes of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Where the data came from.
    pub source: Source,
    /// What to do with it.
    pub spec: PipelineSpec,
    /// The last run.
    pub report: Option<RunReport>,
    /// How often the test rows were judged.
    pub test_looks: u32,
    /// What was seen of them, the first look first. Records of before hold only how often.
    #[serde(default)]
    pub looks: Vec<Look>,
}

#[derive(Serialize, Deserialize)]
struct Record<T> {
    version: u32,
    project: T,
}

/// Keeps the project; its data only when they are given, since they seldom change.
///
/// # Errors
/// When there is no room, or no storage. Data that have no room are left out, and the rest is kept.
pub async fn save<S: Storage>(
    storage: &S,
    project: &Project,
    data: Option<&S::Blob>,
) -> Result<(), StoreError> {
    let kept = match data {
        Some(data) => storage.set_blob(DATA, data).await,
        None => Ok(()),
    };
    if kept.is_err() {
        storage.remove(DATA).await?;
    }
    let record = Record { version: VERSION, project };
    let text = serde_json::to_string(&record).map_err(|error| StoreError::Damaged(error.to_string()))?;
    storage.set_text(PROJECT, &text).await?;
    kept
}

/// Brings back the project and its data.
///
/// # Errors
/// When what was kept cannot be read.
pub async fn load<S: Storage>(storage: &S) -> Result<Option<(Project, Option<S::Blob>)>, StoreError> {
    let Some(text) = storage.text(PROJECT).await? else { return Ok(None) };
    let damaged = |error: serde_json::Error| StoreError::Damaged(error.to_string());
    let record: Record<serde_json::Value> = serde_json::from_str(&text).map_err(damaged)?;
    if record.version > VERSION {
        return Err(StoreError::Newer { found: record.version, known: VERSION });
    }
    let project = serde_json::from_value(record.project).map_err(damaged)?;
    Ok(Some((project, storage.blob(DATA).await?)))
}

/// Forgets the project and its data.
///
/// # Errors
/// When the storage cannot be written.
pub async fn clear<S: Storage>(storage: &S) -> Result<(), StoreError> {
    storage.remove(PROJECT).await?;
    storage.remove(DATA).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::Memory;

    /// Memory never waits, so its futures are ready at the first look.
    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => unreachable!("memory never waits"),
        }
    }

    fn project() -> Project {
        Project {
            source: Source::File { name: "penguins.csv".to_owned(), sample: None },
            spec: PipelineSpec::new("species", "dummy"),
            report: None,
            test_looks: 2,
            looks: Vec::new(),
        }
    }

    #[test]
    fn what_was_saved_comes_back() {
        let memory = Memory::new(10_000);
        assert_eq!(now(load(&memory)), Ok(None));
        now(save(&memory, &project(), Some(&vec![1, 2]))).unwrap();
        now(save(&memory, &project(), None)).unwrap();
        assert_eq!(now(load(&memory)), Ok(Some((project(), Some(vec![1, 2])))));
        now(clear(&memory)).unwrap();
        assert_eq!(now(load(&memory)), Ok(None));
    }

    #[test]
    fn data_without_room_are_left_out_and_the_rest_is_kept() {
        let memory = Memory::new(1000);
        now(save(&memory, &project(), Some(&vec![1]))).unwrap();
        let renamed = Project { test_looks: 3, ..project() };
        assert_eq!(now(save(&memory, &renamed, Some(&vec![0; 2000]))), Err(StoreError::Full));
        assert_eq!(now(load(&memory)), Ok(Some((renamed, None))));
    }

    #[test]
    fn a_record_from_before_looks_were_kept_comes_back() {
        let memory = Memory::new(10_000);
        let mut record = serde_json::to_value(Record { version: VERSION, project: project() }).unwrap();
        record["project"].as_object_mut().unwrap().remove("looks").unwrap();
        now(memory.set_text(PROJECT, &record.to_string())).unwrap();
        assert_eq!(now(load(&memory)), Ok(Some((project(), None))));
    }

    #[test]
    fn damage_and_newer_records_are_told_apart() {
        let memory = Memory::new(1000);
        now(memory.set_text(PROJECT, "{")).unwrap();
        assert!(matches!(now(load(&memory)), Err(StoreError::Damaged(_))));
        now(memory.set_text(PROJECT, r#"{"version": 99, "project": {}}"#)).unwrap();
        assert_eq!(now(load(&memory)), Err(StoreError::Newer { found: 99, known: VERSION }));
    }
}
