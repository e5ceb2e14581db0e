//! What the fuzz targets share: the promises that are checked, and how JSON is damaged.

#[path = "../src/engine/tests/common/mod.rs"]
#[allow(dead_code)]
mod common;
#[path = "../src/engine/tests/forge/mod.rs"]
#[allow(dead_code)]
mod forge;
#[path = "../src/engine/tests/fuzzed/mod.rs"]
pub mod fuzzed;
#[path = "../src/engine/tests/mutation/mod.rs"]
mod mutation;
#[path = "../src/engine/tests/recipe/mod.rs"]
#[allow(dead_code)]
mod recipe;

use serde_json::Value;

/// Changes the first `size` bytes of `data` and returns how many they are then: mostly one value in the
/// tree of a JSON text, so that the text stays one; else bytes, as libFuzzer does.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let by_bytes = |data: &mut [u8]| libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    if seed.is_multiple_of(4) {
        return by_bytes(data);
    }
    let Some(Ok(mut tree)) = data.get(..size).map(serde_json::from_slice::<Value>) else {
        return by_bytes(data);
    };
    let mut at = (seed >> 2) as usize % mutation::count(&tree);
    mutation::mutate(&mut tree, &mut at, (seed.wrapping_mul(2_654_435_761) >> 8) as usize);
    let text = tree.to_string();
    match data.get_mut(..text.len().min(max_size)) {
        Some(room) if room.len() == text.len() => room.copy_from_slice(text.as_bytes()),
        _ => return by_bytes(data),
    }
    text.len()
}
