//! From Rust to `dist/`: compile, make the bindings, shrink, lay out.

use std::fs;
use std::path::{Path, PathBuf};
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

/// A WebAssembly file: a crate, with one of its doors if it has several.
#[derive(Clone, Copy)]
struct Module {
    package: &'static str,
    /// The feature of the crate that has the door.
    door: Option<&'static str>,
    /// Of `NAME.js` and `NAME_bg.wasm`.
    name: &'static str,
    /// The cargo profile of what is shipped, which is also the name of its folder.
    profile: &'static str,
}

const MODULES: [Module; 3] = [
    Module {
        package: "spanmap",
        door: Some("engine"),
        name: "spanmap_engine",
        profile: "release-engine",
    },
    Module { package: "spanmap", door: Some("viewer"), name: "spanmap", profile: "release" },
    Module { package: "unzstd", door: None, name: "unzstd", profile: "release-engine" },
];

/// Builds `dist/site` and `dist/npm`.
pub fn build(effort: Effort) -> Outcome {
    let started = Instant::now();
    let toolchain = step("toolchain", Toolchain::find_or_install)?;
    clear(&bindings_dir())?;
    for module in MODULES {
        // One after the other: the next compilation may overwrite what this one left.
        step(module.door.unwrap_or(module.package), || module.compile(toolchain, effort))?;
        step("bindings", || module.bind(effort))?;
        if effort == Effort::Ship {
            step("wasm-opt", || wasm_opt::shrink(&module.wasm()))?;
        }
    }
    step("site", || dist::write_site(&bindings_dir()))?;
    step("npm", || dist::write_npm(&bindings_dir()))?;
    println!("  built in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

impl Module {
    fn compile(self, toolchain: Toolchain, effort: Effort) -> Outcome<String> {
        let mut cargo = toolchain.cargo("build");
        cargo.args(["--profile", self.profile(effort), "--lib", "--package", self.package]);
        if let Some(door) = self.door {
            cargo.args(["--no-default-features", "--features", door]);
        }
        if is_watched() {
            command::run(&mut cargo)?;
        } else {
            output(&mut cargo)?;
        }
        let compiled = self.compiled(effort);
        let size = fs::metadata(&compiled)
            .map_err(|error| format!("cargo left no {}: {error}", compiled.display()))?;
        Ok(format!("{}, {}", self.name, kib(size.len() as usize)))
    }

    /// An ES module that finds its `.wasm` by `new URL("NAME_bg.wasm", import.meta.url)`, which browsers
    /// and bundlers understand alike.
    fn bind(self, effort: Effort) -> Outcome<String> {
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(self.compiled(effort))
            .out_name(self.name)
            .typescript(false)
            .omit_default_module_path(false)
            .remove_name_section(true)
            .remove_producers_section(true);
        let web = bindgen.web(true).map_err(|error| error.to_string())?;
        web.generate(bindings_dir()).map_err(|error| format!("{error:#}"))?;
        Ok(format!("{0}.js and {0}_bg.wasm", self.name))
    }

    fn profile(self, effort: Effort) -> &'static str {
        match effort {
            Effort::Ship => self.profile,
            Effort::Look => "wasm-dev",
        }
    }

    fn compiled(self, effort: Effort) -> PathBuf {
        let file = format!("{}.wasm", self.package);
        target_dir().join(TARGET).join(self.profile(effort)).join(file)
    }

    fn wasm(self) -> PathBuf {
        bindings_dir().join(format!("{}_bg.wasm", self.name))
    }
}

fn clear(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(|error| format!("cannot clear {}: {error}", folder.display()))?;
    }
    Ok(())
}

fn bindings_dir() -> PathBuf {
    target_dir().join("bindings")
}
