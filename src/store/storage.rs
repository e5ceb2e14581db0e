/// A place for texts and for larger things, by key.
#[allow(async_fn_in_trait, reason = "every user is on one thread")]
pub trait Storage {
    /// A larger thing, such as a file.
    type Blob;

    /// The text under `key`.
    ///
    /// # Errors
    /// When the place cannot be read.
    async fn text(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Puts a text under `key`.
    ///
    /// # Errors
    /// When the place is full or cannot be written.
    async fn set_text(&self, key: &str, text: &str) -> Result<(), StoreError>;

    /// The larger thing under `key`.
    ///
    /// # Errors
    /// When the place cannot be read.
    async fn blob(&self, key: &str) -> Result<Option<Self::Blob>, StoreError>;

    /// Puts a larger thing under `key`.
    ///
    /// # Errors
    /// When the place is full or cannot be written.
    async fn set_blob(&self, key: &str, blob: &Self::Blob) -> Result<(), StoreError>;

    /// Forgets whatever is under `key`.
    ///
    /// # Errors
    /// When the place cannot be written.
    async fn remove(&self, key: &str) -> Result<(), StoreError>;
}

/// Why something could not be kept or brought back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no room.
    #[error("this browser has no room left for it; free some disk space, or work on without keeping it")]
    Full,
    /// There is no storage at all.
    #[error(
        "this browser does not let the page keep anything ({0}); allow site data, or leave private browsing"
    )]
    Unavailable(String),
    /// What was kept cannot be read.
    #[error("the work kept in this browser is damaged ({0})")]
    Damaged(String),
    /// What was kept comes from a newer page.
    #[error(
        "the work kept in this browser comes from version {found} of the page's records, and this page reads version {known}; reload to get the newer page"
    )]
    Newer {
        /// The record's version.
        found: u32,
        /// The newest this page knows.
        known: u32,
    },
}
