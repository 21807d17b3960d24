//! `dist/site`, which any static server serves from any path, and `dist/npm`, the package.
//!
//! Both are `www/` as it stands plus the bindings, but for the styles: they are many files to work on and
//! one to load. The site keeps the layout of the source tree, so that
//! `index.html` is one file for both: all it names is relative and below `www/`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Outcome, root};

/// In `www/`, but for npm alone.
const NPM_ONLY: &[&str] = &["package.json", "styles"];
/// In `www/`, but for the site alone: its page's own script and style, and a sample of three megabytes.
const SITE_ONLY: &[&str] = &["sample", "site.js", "site.css", "styles"];
/// The files of `www/styles/` in the order of the cascade: of two rules of equal weight the later wins.
const STYLES: &[&str] = &[
    "tokens",
    "controls",
    "frame",
    "filter",
    "strip",
    "states",
    "dialog",
    "map",
    "table",
    "limits",
    "details",
    "palette",
    "traces",
    "analysis",
    "findings",
    "waterfall",
    "sums",
    "versus",
    "span",
];

/// Writes `dist/site`.
pub fn write_site(bindings: &Path) -> Outcome<String> {
    replace(&site_dir(), |site| {
        let index = root().join("index.html");
        if index.exists() {
            fs::copy(index, site.join("index.html"))?;
        }
        let www = site.join("www");
        copy_tree(&root().join("www"), &www, NPM_ONLY)?;
        write_style(&www)?;
        copy_tree(bindings, &www, &[])
    })?;
    Ok("dist/site".into())
}

/// Writes `dist/npm`.
pub fn write_npm(bindings: &Path) -> Outcome<String> {
    let version = version()?;
    replace(&dist_dir().join("npm"), |npm| {
        copy_tree(&root().join("www"), npm, SITE_ONLY)?;
        write_style(npm)?;
        copy_tree(bindings, npm, &[])?;
        for file in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
            fs::copy(root().join(file), npm.join(file))?;
        }
        let manifest = npm.join("package.json");
        let text = fs::read_to_string(&manifest)?;
        fs::write(
            manifest,
            text.replacen("\"version\": \"0.0.0\"", &format!("\"version\": \"{version}\""), 1),
        )
    })?;
    Ok(format!("dist/npm, spanmap {version}"))
}

/// One sheet of all of `www/styles/`: one request, and words that repeat are packed once.
fn write_style(folder: &Path) -> io::Result<()> {
    let styles = root().join("www/styles");
    let mut sheet = String::new();
    for name in STYLES {
        sheet += &fs::read_to_string(styles.join(format!("{name}.css")))?;
        sheet.push('\n');
    }
    let files = files_below(&styles)?;
    if let Some((name, _)) = files.iter().find(|(name, _)| !is_named(name)) {
        return Err(io::Error::other(format!(
            "www/styles/{name} is not in STYLES of xtask/src/dist.rs"
        )));
    }
    fs::write(folder.join("style.css"), sheet)
}

fn is_named(style: &str) -> bool {
    style.strip_suffix(".css").is_some_and(|name| STYLES.contains(&name))
}

/// The static site.
pub fn site_dir() -> PathBuf {
    dist_dir().join("site")
}

/// All that is built to be shipped.
pub fn dist_dir() -> PathBuf {
    root().join("dist")
}

/// All files below `folder`, as paths relative to it with their places, in the order of their names.
pub fn files_below(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                files.push((relative.to_string_lossy().into_owned(), path));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes a folder beside its place and then swaps it in, so that a failed build leaves the last good
/// one and a server in between sees one or the other.
fn replace(folder: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Outcome {
    let (fresh, old) = (folder.with_extension("new"), folder.with_extension("old"));
    let swap = || {
        remove(&fresh)?;
        remove(&old)?;
        fs::create_dir_all(&fresh)?;
        write(&fresh)?;
        if folder.exists() {
            fs::rename(folder, &old)?;
        }
        fs::rename(&fresh, folder)?;
        remove(&old)
    };
    swap().map_err(|error| format!("cannot write {}: {error}", folder.display()))
}

/// Copies all files of a folder except those whose first path component is in `except`.
fn copy_tree(from: &Path, to: &Path, except: &[&str]) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    for (name, source) in files_below(from)? {
        if name.split('/').next().is_some_and(|first| except.contains(&first)) {
            continue;
        }
        let target = to.join(name);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(source, target)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

/// The version in the root's Cargo.toml; the package of npm has the same.
fn version() -> Outcome<String> {
    let manifest = root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .map_err(|error| format!("cannot read {}: {error}", manifest.display()))?;
    let version =
        text.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| format!("{} has no version", manifest.display()))
}
