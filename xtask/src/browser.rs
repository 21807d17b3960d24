//! What runs in a browser: the tests, the benchmark page, the picture of the README.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{command, find, output, run};
use crate::dist::site_dir;
use crate::npm::{Packages, node};
use crate::{Outcome, apt, root};

const FOLDER: &str = "tests/browser";
/// Names that Chromium goes by.
const CHROMIUMS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PACKAGES: &[&str] = &["chromium", "fonts-nanum"];
const HANGUL_PACKAGES: &[&str] = &["fontconfig", "fonts-nanum"];

/// Runs all `*.test.mjs` by Node's test runner.
pub fn test() -> Outcome {
    let mut tests = Vec::new();
    for entry in fs::read_dir(root().join(FOLDER))
        .map_err(|error| format!("cannot read {FOLDER}: {error}"))?
    {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            tests.push(path);
        }
    }
    tests.sort();
    // The same closing lines for a person and for a log.
    run(prepared_node()?.args(["--test", "--test-reporter=spec"]).args(tests))
}

/// Runs the benchmarks of reading and of the screen.
pub fn bench() -> Outcome {
    for script in ["bench.mjs", "bench-formats.mjs", "bench-screen.mjs"] {
        run(prepared_node()?.arg(root().join(FOLDER).join(script)))?;
    }
    Ok(())
}

/// Takes `docs/screenshot.png`.
pub fn screenshot() -> Outcome {
    run(prepared_node()?.arg(root().join(FOLDER).join("screenshot.mjs")))
}

/// Node with all that the scripts need: the built site, their packages, a browser.
fn prepared_node() -> Outcome<Command> {
    if !site_dir().is_dir() {
        return Err("There is no dist/site to look at: run `cargo xtask build` first".into());
    }
    let mut node = command(node()?);
    let packages = Packages::of(FOLDER);
    if !packages.are_fresh() {
        output(&mut packages.installer()?)?;
        packages.installed()?;
    }
    node.env("SPANMAP_CHROMIUM", chromium()?);
    if !has_hangul()
        && let Err(sentence) = apt::install(HANGUL_PACKAGES, "Hangul is drawn as boxes here")
    {
        println!("{sentence}");
    }
    Ok(node)
}

/// The browser that is asked for, or that is there, or that can be installed.
fn chromium() -> Outcome<OsString> {
    if let Some(asked) = env::var_os("SPANMAP_CHROMIUM") {
        let found = Path::new(&asked).is_file();
        let missing =
            || format!("SPANMAP_CHROMIUM names {}, which is no file", asked.to_string_lossy());
        return if found { Ok(asked) } else { Err(missing()) };
    }
    if let Some(found) = installed_chromium() {
        return Ok(found.into());
    }
    apt::install(PACKAGES, "The browser tests need Chromium (or `SPANMAP_CHROMIUM` set to one)")?;
    installed_chromium()
        .map(Into::into)
        .ok_or_else(|| "Debian's package chromium left no `chromium` on PATH".into())
}

/// A page in Korean needs a Korean font to look and measure as it does for its readers.
fn has_hangul() -> bool {
    output(command("fc-list").arg(":lang=ko")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn installed_chromium() -> Option<PathBuf> {
    CHROMIUMS.iter().find_map(|name| find(name))
}
