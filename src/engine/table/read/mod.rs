//! stub
/// stub
#[derive(Clone, Debug, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct ReadOptions {}
impl ReadOptions {
    /// stub
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
