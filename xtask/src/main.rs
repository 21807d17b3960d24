//! The project's chores: `cargo xtask serve`, `build`, `test` and the rest of [`USAGE`].
//!
//! They are a program and not a pile of scripts so that a fresh machine needs cargo and Node, nothing
//! else: the bindings generator is a library at the version of Cargo.lock, the static server is a page
//! of std. Whatever is missing is installed where that is allowed, or named in one sentence together
//! with the command that mends it; hence every error here is a sentence.

mod apt;
mod browser;
mod build;
mod command;
mod dist;
mod neighbours;
mod npm;
mod progress;
mod sample;
mod serve;
mod server;
mod size;
mod test;
mod toolchain;
mod wasm_opt;
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The outcome of a chore; the error is a sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask <command>

  serve [--port N]   build, serve on a loopback port, rebuild on change
  build              write dist/site (static files) and dist/npm (the package)
  test [--only S,T]  run every check, or the named steps of them
  bench              build, then run the benchmarks, native and in the browser
  size               raw, gzip and brotli size of every shipped file, and the budget
  sample             write the sample that the page offers
  screenshot         take the picture of the README
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Outcome {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["serve"] => serve::serve(None),
        ["serve", "--port", port] => serve::serve(Some(parse_port(port)?)),
        ["build"] => build::build(build::Effort::Ship).map(|_| ()),
        ["test"] => test::test(None),
        ["test", "--only", steps] => test::test(Some(steps)),
        ["bench"] => {
            build::build(build::Effort::Ship)?;
            command::run(command::cargo().args(["bench", "--package", "spanmap"]))?;
            browser::bench()
        }
        ["screenshot"] => browser::screenshot(),
        ["size"] => size::print(),
        ["sample"] => sample::write(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(format!("`{}` is no command of this project.\n\n{USAGE}", other.join(" "))),
    }
}

fn parse_port(text: &str) -> Outcome<u16> {
    text.parse()
        .map_err(|_| format!("`{text}` is no port number: give one from 0 (any free one) to 65535"))
}

/// The project's root folder.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}
