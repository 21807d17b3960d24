//! Distributed-trace files as a service map and a waterfall, wholly in the browser.
//!
//! The modules stand in reading order: each names only itself and those above it
//! (`tests/layering.rs`). ARCHITECTURE.md has the map and the invariants.

pub mod model;

pub mod ingest;

pub mod query;

pub mod layout;

pub mod engine;

pub mod scene;

pub mod state;

#[cfg(all(target_arch = "wasm32", feature = "viewer"))]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod embed;
