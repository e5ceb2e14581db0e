use std::cell::RefCell;
use std::collections::HashMap;

use crate::{Storage, StoreError};

/// A storage that lasts as long as it is held, with room for `capacity` bytes.
#[derive(Debug)]
pub struct Memory {
    capacity: usize,
    cells: RefCell<HashMap<String, Vec<u8>>>,
}

impl Memory {
    /// An empty storage.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, cells: RefCell::default() }
    }

    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut cells = self.cells.borrow_mut();
        let others: usize = cells.iter().filter(|(k, _)| *k != key).map(|(_, bytes)| bytes.len()).sum();
        if others + bytes.len() > self.capacity {
            return Err(StoreError::Full);
        }
        cells.insert(key.to_owned(), bytes.to_vec());
        Ok(())
    }
}

impl Storage for Memory {
    type Blob = Vec<u8>;

    async fn text(&self, key: &str) -> Result<Option<String>, StoreError> {
        let bytes = self.cells.borrow().get(key).cloned();
        bytes
            .map(|bytes| String::from_utf8(bytes).map_err(|error| StoreError::Damaged(error.to_string())))
            .transpose()
    }

    async fn set_text(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.put(key, text.as_bytes())
    }

    async fn blob(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.cells.borrow().get(key).cloned())
    }

    async fn set_blob(&self, key: &str, blob: &Vec<u8>) -> Result<(), StoreError> {
        self.put(key, blob)
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.cells.borrow_mut().remove(key);
        Ok(())
    }
}
