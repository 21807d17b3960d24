//! From Rust to `dist/`: compile, make the bindings, shrink, lay out.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use wasm_bindgen_cli_support::Bindgen;

use crate::command::output;
use crate::progress::{is_watched, kib, step};
use crate::toolchain::{TARGET, Toolchain, target_dir};
use crate::{Outcome, command, dist, wasm_opt};

/// How much a build may cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// What is shipped: every step.
    Ship,
    /// What is looked at while working: the steps that change what is seen.
    Look,
}

impl Effort {
    /// The cargo profile, which is also the name of its folder.
    fn profile(self) -> &'static str {
        match self {
            Effort::Ship => "release",
            Effort::Look => "wasm-dev",
        }
    }
}

/// Builds `dist/site` and `dist/npm`.
pub fn build(effort: Effort) -> Outcome {
    let started = Instant::now();
    let toolchain = step("toolchain", Toolchain::find_or_install)?;
    step("compile", || compile(toolchain, effort))?;
    step("bindings", || make_bindings(effort))?;
    if effort == Effort::Ship {
        step("wasm-opt", || wasm_opt::shrink(&bindings_dir().join("spanmap_bg.wasm")))?;
    }
    step("site", || dist::write_site(&bindings_dir()))?;
    step("npm", || dist::write_npm(&bindings_dir()))?;
    println!("  built in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn compile(toolchain: Toolchain, effort: Effort) -> Outcome<String> {
    let mut cargo = toolchain.cargo("build");
    cargo.args(["--profile", effort.profile(), "--lib", "--package", "spanmap"]);
    if is_watched() {
        command::run(&mut cargo)?;
    } else {
        output(&mut cargo)?;
    }
    let size = fs::metadata(compiled(effort))
        .map_err(|error| format!("cargo left no {}: {error}", compiled(effort).display()))?;
    Ok(format!("spanmap.wasm, {}", kib(size.len() as usize)))
}

/// An ES module that finds its `.wasm` by `new URL("spanmap_bg.wasm", import.meta.url)`, which browsers
/// and bundlers understand alike.
fn make_bindings(effort: Effort) -> Outcome<String> {
    let folder = bindings_dir();
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot clear {}: {error}", folder.display()))?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled(effort))
        .out_name("spanmap")
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    let web = bindgen.web(true).map_err(|error| error.to_string())?;
    web.generate(&folder).map_err(|error| format!("{error:#}"))?;
    Ok("spanmap.js and spanmap_bg.wasm".into())
}

fn compiled(effort: Effort) -> PathBuf {
    target_dir().join(TARGET).join(effort.profile()).join("spanmap.wasm")
}

fn bindings_dir() -> PathBuf {
    target_dir().join("bindings")
}
