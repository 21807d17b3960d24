//! Waiting for a change of the sources, by looking at them.
//!
//! Some hundred files at two looks a second cost nothing that can be measured, and need no library for
//! each system's way of telling.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::dist::files_below;
use crate::root;

/// What the sources looked like.
#[derive(PartialEq, Eq)]
pub struct Look(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

/// What a build of the site reads.
const WATCHED: &[&str] = &["src", "www", "index.html", "Cargo.toml", "Cargo.lock"];
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);

impl Look {
    /// Time and size of every file; one that vanishes meanwhile is left out.
    pub fn take() -> Self {
        let mut seen = BTreeMap::new();
        for name in WATCHED {
            let place = root().join(name);
            let below =
                if place.is_dir() { files_below(&place).unwrap_or_default() } else { Vec::new() };
            let files = below.into_iter().map(|(_, path)| path);
            for path in files.chain(std::iter::once(place)) {
                if let Ok(meta) = path.metadata() {
                    seen.insert(path, (meta.modified().ok(), meta.len()));
                }
            }
        }
        Self(seen)
    }

    /// Returns once the sources differ from `self` and have come to rest: editors write in several goes.
    pub fn wait_for_change(self) -> Self {
        let mut last = self;
        let mut changed = false;
        loop {
            sleep(BETWEEN_LOOKS);
            let now = Self::take();
            if now != last {
                changed = true;
            } else if changed {
                return now;
            }
            last = now;
        }
    }
}
