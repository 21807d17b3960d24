//! npm's `binaryen`, which makes the module a little smaller; a build without it is a good build too.

use std::fmt::{Display, Formatter};
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::command::{command, output, succeeds_within};
use crate::npm::{Packages, node};
use crate::progress::kib;
use crate::{Outcome, neighbours, npm};

/// What became of the module.
pub enum Shrunk {
    From { before: usize, after: usize },
    Skipped(&'static str),
}

/// The compiler has inlined already what is worth it. More of it makes the module smaller as it lies on the
/// disk, but an eighth larger over the wire: the copies differ just enough to be no longer alike for gzip.
const NO_INLINING: &[&str] = &[
    "--one-caller-inline-max-function-size=0",
    "--always-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
];
/// 100 MB unpacked; longer than this is not worth a gain of a few percent.
const INSTALL_WAIT: Duration = Duration::from_secs(120);

/// Rewrites `wasm` in place.
pub fn shrink(wasm: &Path) -> Outcome<Shrunk> {
    let packages = Packages::of("xtask");
    if !packages.are_fresh() && !install(&packages) {
        return Ok(Shrunk::Skipped("skipped: npm's binaryen is not to be had here"));
    }
    let before = length(wasm)?;
    let shrunk = wasm.with_extension("opt.wasm");
    // Never `--all-features`: it lets the optimiser emit what the browser refuses. The features in use
    // are named in the module itself.
    let run = |arguments: &[&str]| {
        let mut wasm_opt = command(npm::node()?);
        wasm_opt.arg(packages.file("binaryen/bin/wasm-opt")).args(arguments);
        output(wasm_opt.arg("-o").arg(&shrunk).arg(wasm)).map(drop)
    };
    run(&[&["-Oz"], NO_INLINING].concat())?;
    let named = fs::read(&shrunk).map_err(|error| error.to_string());
    let named = named.and_then(|module| neighbours::named(&module))?;
    fs::write(wasm, named).map_err(|error| error.to_string())?;
    run(&["-g", "--reorder-functions-by-name"])?;
    fs::rename(&shrunk, wasm).map_err(|error| error.to_string())?;
    // A run of its own: with `-g` the names stay.
    run(&["--strip-debug"])?;
    fs::rename(&shrunk, wasm)
        .map_err(|error| format!("cannot replace {}: {error}", wasm.display()))?;
    Ok(Shrunk::From { before, after: length(wasm)? })
}

impl Display for Shrunk {
    fn fmt(&self, formatter: &mut Formatter) -> std::fmt::Result {
        match self {
            Self::From { before, after } => {
                formatter.pad(&format!("{} -> {}", kib(*before), kib(*after)))
            }
            Self::Skipped(reason) => formatter.pad(reason),
        }
    }
}

fn install(packages: &Packages) -> bool {
    let Ok(mut installer) = packages.installer() else {
        return false;
    };
    node().is_ok() && succeeds_within(&mut installer, INSTALL_WAIT) && packages.installed().is_ok()
}

fn length(file: &Path) -> Outcome<usize> {
    let meta =
        fs::metadata(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Ok(usize::try_from(meta.len()).unwrap_or(usize::MAX))
}
