//! Everything that must hold, one step after the other, with a table at the end.

use std::time::{Duration, Instant};

use crate::build::{Effort, build};
use crate::command::{cargo, output, run};
use crate::toolchain::Toolchain;
use crate::{Outcome, browser, size};

/// A check, by the name that `--only` takes.
struct Step {
    name: &'static str,
    what: &'static str,
    check: fn() -> Outcome,
    /// The step that this one looks at; where that failed there is nothing to look at.
    needs: Option<&'static str>,
}

/// How a step ended.
enum Verdict {
    Passed(Duration),
    Failed(Duration),
    LeftOut,
}

/// The quick ones first, so that a slip shows before the coffee.
const STEPS: &[Step] = &[
    Step { name: "fmt", what: "rustfmt", check: fmt, needs: None },
    Step {
        name: "clippy",
        what: "clippy on the host, warnings denied",
        check: clippy,
        needs: None,
    },
    Step { name: "native", what: "native tests and doc tests", check: native, needs: None },
    Step {
        name: "clippy-wasm",
        what: "clippy for wasm32, warnings denied",
        check: clippy_wasm,
        needs: None,
    },
    Step {
        name: "build",
        what: "release build of the site and the package",
        check: ship,
        needs: None,
    },
    Step { name: "size", what: "sizes and their budget", check: size::print, needs: Some("build") },
    Step { name: "browser", what: "browser tests", check: browser::test, needs: Some("build") },
];

/// Runs the steps named in `only` (a list with commas), or all of them.
pub fn test(only: Option<&str>) -> Outcome {
    let chosen = choose(only)?;
    let mut ended: Vec<(&Step, Verdict)> = Vec::new();
    for step in chosen {
        println!("\n=== {}: {}", step.name, step.what);
        let broken = ended
            .iter()
            .any(|(earlier, verdict)| step.needs == Some(earlier.name) && !verdict.is_good());
        let verdict = if broken { Verdict::LeftOut } else { step.run() };
        ended.push((step, verdict));
    }
    println!("\n{:<12} {:<8} {:>8}", "step", "result", "seconds");
    for (step, verdict) in &ended {
        let (word, seconds) = verdict.told();
        println!("{:<12} {word:<8} {seconds:>8.1}", step.name);
    }
    let failed: Vec<_> =
        ended.iter().filter(|(_, verdict)| !verdict.is_good()).map(|(step, _)| step.name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("not passed: {}", failed.join(", "))) }
}

/// The names that `--only` takes.
pub fn step_names() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

impl Step {
    fn run(&self) -> Verdict {
        let started = Instant::now();
        match (self.check)() {
            Ok(()) => Verdict::Passed(started.elapsed()),
            Err(sentence) => {
                println!("{sentence}");
                Verdict::Failed(started.elapsed())
            }
        }
    }
}

impl Verdict {
    fn is_good(&self) -> bool {
        matches!(self, Self::Passed(_))
    }

    fn told(&self) -> (&'static str, f64) {
        match self {
            Self::Passed(time) => ("passed", time.as_secs_f64()),
            Self::Failed(time) => ("FAILED", time.as_secs_f64()),
            Self::LeftOut => ("left out", 0.0),
        }
    }
}

fn choose(only: Option<&str>) -> Outcome<Vec<&'static Step>> {
    let Some(only) = only else { return Ok(STEPS.iter().collect()) };
    if let Some(unknown) = only.split(',').find(|name| STEPS.iter().all(|step| step.name != *name))
    {
        return Err(format!("`{unknown}` is no step; the steps are {}", step_names()));
    }
    Ok(STEPS.iter().filter(|step| only.split(',').any(|name| step.name == name)).collect())
}

fn fmt() -> Outcome {
    need_component("fmt", "rustfmt")?;
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    need_component("clippy", "clippy")?;
    run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// In the release profile, since the build that follows shares its macros and build scripts.
fn clippy_wasm() -> Outcome {
    let toolchain = Toolchain::find_or_install()?;
    let mut cargo = toolchain.cargo("clippy");
    run(cargo.args([
        "--quiet",
        "--release",
        "--lib",
        "--package",
        "spanmap",
        "--",
        "-D",
        "warnings",
    ]))
}

/// One package after the other: together they would share features, and what `cargo xtask` was just
/// built from would be built once more.
fn native() -> Outcome {
    run(cargo().args(["test", "--package", "xtask"]))?;
    run(cargo().args(["test", "--package", "unzstd"]))?;
    run(cargo().args(["test", "--package", "spanmap"]))
}

fn ship() -> Outcome {
    build(Effort::Ship)
}

/// A part of the toolchain that minimal installations leave out.
fn need_component(subcommand: &str, component: &str) -> Outcome {
    output(cargo().args([subcommand, "--version"]))
        .map(|_| ())
        .map_err(|_| format!("{component} is missing: run `rustup component add {component}`"))
}
