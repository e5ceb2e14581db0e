//! Pipeline Playground: a machine-learning pipeline that is built, seen and run inside a browser
//! tab, and the same engine on the command line.
//!
//! # The layer law
//!
//! Every room under `src/` is a crate of its own, so that a wrong import does not compile:
//!
//! ```text
//! engine  ←  job, store, plot  ←  cli | worker, browser  ←  ui  ←  this crate
//! ```
//!
//! | room | may use | what it must never know |
//! |---|---|---|
//! | `engine` | nothing of ours | browsers, files, threads, clocks |
//! | `job` | `engine` | how a message travels |
//! | `store` | `engine` | where records are kept |
//! | `plot` | `engine` | pages, style sheets |
//! | `cli` | `engine`, `job`, `store`, `plot` | anything of the web |
//! | `worker`, `browser` | `engine`, `job`, `store`, `plot` | the page's widgets |
//! | `ui` | all of the above but `cli` | |
//!
//! This crate only holds the entry points: `main.rs` is the page in a browser and the command line
//! natively; `bin/worker.rs` is the page's worker.
