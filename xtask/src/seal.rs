//! Finishes a build of the page: Trunk calls `cargo xtask seal` after it has written everything.
//!
//! *Policy.* The content security policy allows no inline script but the one that Trunk writes to
//! start the page; its hash is computed here and put in the place of a marker.
//!
//! *Caches.* Trunk gives the page's own files names with a content hash, but not the worker's. The
//! build's id, a hash of the worker's files, stands in `<meta name="build-id">` for the page to
//! append to the worker's address, and is appended here to the addresses that the worker's loader uses.

use std::fmt::Write;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::project::{read, write};

const HASHES: &str = "'inline-script-hashes'";
const BUILD_ID: &str = "{build-id}";
const LOADER: &str = "worker_loader.js";
const TRUNKS_LOADER: &str = "import init from './worker.js';await init();";
const WORKER: [&str; 2] = ["worker.js", "worker_bg.wasm"];

/// Seals the build in the folder that Trunk names.
pub fn run() -> Outcome {
    let staging = std::env::var("TRUNK_STAGING_DIR")
        .map_err(|_| "seal is run by Trunk after a build; use cargo xtask build".to_owned())?;
    let folder = Path::new(&staging);
    let id = build_id(folder)?;
    let loader = folder.join(LOADER);
    write(&loader, sealed_loader(&read(&loader)?, &id)?.as_bytes())?;
    let page = folder.join("index.html");
    write(&page, sealed_page(&read(&page)?, &id)?.as_bytes())
}

fn build_id(folder: &Path) -> Outcome<String> {
    let mut hash = Sha256::new();
    for name in WORKER {
        let path = folder.join(name);
        let bytes =
            std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        hash.update(bytes);
    }
    let mut id = String::new();
    for byte in hash.finalize().iter().take(8) {
        write!(id, "{byte:02x}").map_err(|error| error.to_string())?;
    }
    Ok(id)
}

fn sealed_loader(loader: &str, id: &str) -> Outcome<String> {
    if loader.trim() != TRUNKS_LOADER {
        return Err(format!("{LOADER} is not what it was: Trunk has changed, adapt xtask's seal"));
    }
    Ok(format!(
        "import init from \"./worker.js?build={id}\";\n\
         await init({{ module_or_path: new URL(\"./worker_bg.wasm?build={id}\", import.meta.url) }});\n"
    ))
}

fn sealed_page(page: &str, id: &str) -> Outcome<String> {
    for marker in [HASHES, BUILD_ID] {
        if page.matches(marker).count() != 1 {
            return Err(format!("public/index.html must contain {marker} exactly once"));
        }
    }
    let hashes: Vec<String> = inline_scripts(page).map(policy_hash).collect();
    if hashes.is_empty() {
        return Err("the page has no inline script: Trunk has changed, adapt xtask's seal".to_owned());
    }
    Ok(page.replace(HASHES, &hashes.join(" ")).replace(BUILD_ID, id))
}

/// The texts of all script elements without a `src` attribute.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(text)
    })
}

fn policy_hash(script: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::{TRUNKS_LOADER, inline_scripts, policy_hash, sealed_loader, sealed_page};

    #[test]
    fn hashes_a_script_as_browsers_do() {
        // The example of the Content Security Policy specification, level 3.
        let expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert_eq!(policy_hash("alert('Hello, world.');"), expected);
    }

    #[test]
    fn finds_only_inline_scripts() {
        let page = "<script src=\"a.js\"></script><script type=\"module\">one</script><script>two</script>";
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn replaces_both_markers() {
        let page = "<meta content=\"script-src 'inline-script-hashes'\"><meta content=\"{build-id}\">\
                    <script>alert('Hello, world.');</script>";
        let sealed = sealed_page(page, "0123").unwrap_or_default();
        assert!(sealed.contains("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"));
        assert!(sealed.contains("content=\"0123\""));
    }

    #[test]
    fn refuses_a_page_that_it_cannot_seal() {
        assert!(sealed_page("<script>one</script>", "0123").is_err());
        assert!(sealed_page("'inline-script-hashes' {build-id}", "0123").is_err());
    }

    #[test]
    fn a_loader_asks_for_the_files_of_its_own_build() {
        let sealed = sealed_loader(TRUNKS_LOADER, "0123").unwrap_or_default();
        assert!(sealed.contains("\"./worker.js?build=0123\""));
        assert!(sealed.contains("\"./worker_bg.wasm?build=0123\""));
        assert!(sealed_loader("import './other.js'", "0123").is_err());
    }
}
