use idb::{Database, ObjectStore, Query, TransactionMode, TransactionResult};
use store::{Storage, StoreError};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

const DATABASE: &str = "pipeline-playground";
const RECORDS: &str = "records";

/// The browser's database. Every call opens it anew: two tabs never block each other's.
#[derive(Clone, Copy, Debug, Default)]
pub struct IndexedDb;

impl IndexedDb {
    async fn with<T>(
        mode: TransactionMode,
        work: impl AsyncFnOnce(ObjectStore) -> Result<T, idb::Error>,
    ) -> Result<T, StoreError> {
        let database = Database::builder(DATABASE)
            .version(1)
            .add_object_store(idb::builder::ObjectStoreBuilder::new(RECORDS))
            .build()
            .await
            .map_err(|error| StoreError::Unavailable(reason(&error)))?;
        let done: Result<(T, TransactionResult), idb::Error> = async {
            let transaction = database.transaction(&[RECORDS], mode)?;
            let value = work(transaction.object_store(RECORDS)?).await?;
            // A write is kept once its transaction has ended, and may still fail for room there.
            let end = transaction.await?;
            Ok((value, end))
        }
        .await;
        database.close();
        match done.map_err(|error| reason(&error)) {
            Ok((value, TransactionResult::Committed)) => Ok(value),
            // Its requests went well and nobody stopped it: the disk had no room at the end.
            Ok((_, TransactionResult::Aborted)) => Err(StoreError::Full),
            Err(text) if text.contains("Quota") || text.contains("quota") => Err(StoreError::Full),
            Err(text) => Err(StoreError::Unavailable(text)),
        }
    }

    async fn get(key: &str) -> Result<Option<JsValue>, StoreError> {
        let key = JsValue::from_str(key);
        Self::with(TransactionMode::ReadOnly, async move |store| store.get(Query::Key(key))?.await).await
    }

    async fn put(key: &str, value: JsValue) -> Result<(), StoreError> {
        let key = JsValue::from_str(key);
        Self::with(TransactionMode::ReadWrite, async move |store| {
            store.put(&value, Some(&key))?.await.map(|_| ())
        })
        .await
    }
}

impl Storage for IndexedDb {
    type Blob = Blob;

    async fn text(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(Self::get(key).await?.and_then(|value| value.as_string()))
    }

    async fn set_text(&self, key: &str, text: &str) -> Result<(), StoreError> {
        Self::put(key, JsValue::from_str(text)).await
    }

    async fn blob(&self, key: &str) -> Result<Option<Blob>, StoreError> {
        Ok(Self::get(key).await?.and_then(|value| value.dyn_into().ok()))
    }

    async fn set_blob(&self, key: &str, blob: &Blob) -> Result<(), StoreError> {
        Self::put(key, blob.into()).await
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let key = JsValue::from_str(key);
        Self::with(TransactionMode::ReadWrite, async move |store| store.delete(Query::Key(key))?.await).await
    }
}

fn reason(error: &idb::Error) -> String {
    error.to_string()
}
