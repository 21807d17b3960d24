//! A compiler for wasm32, whatever the machine has.
//!
//! In order: the target that the active toolchain already has; the target from rustup; Debian's
//! `rustc-web` with the standard library built from its source, for machines that reach a package
//! mirror but not rustup's server. `SPANMAP_WASM_TOOLCHAIN=debian` goes straight to the last.

use std::env;
use std::fmt::{Display, Formatter};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::command::{cargo, command, find, output, succeeds_within};
use crate::{Outcome, apt, root};

/// A cargo that can build for [`TARGET`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Toolchain {
    /// The active toolchain has the target.
    Active { added: bool },
    /// Debian's compiler, which has no prebuilt library for the target.
    Debian,
}

/// The only target besides the host.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler, its source, its clippy and the linker.
const DEBIAN_PACKAGES: &[&str] =
    &["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];
/// What those packages bring, in the same order.
const DEBIAN_FILES: &[&str] = &[
    "/usr/bin/rustc",
    "/usr/bin/cargo",
    "/usr/lib/rustlib/src/rust/library/std/Cargo.toml",
    "/usr/bin/cargo-clippy",
    "/usr/bin/wasm-ld-22",
];
/// A download of 20 MB on a slow line; a server that never answers costs no more than this.
const RUSTUP_WAIT: Duration = Duration::from_secs(180);

impl Toolchain {
    /// Finds a toolchain for the target, or installs one.
    pub fn find_or_install() -> Outcome<Self> {
        let debian_asked =
            env::var_os("SPANMAP_WASM_TOOLCHAIN").is_some_and(|value| value == "debian");
        if !debian_asked {
            if active_has_target() {
                return Ok(Self::Active { added: false });
            }
            let add = &mut command("rustup");
            if find("rustup").is_some()
                && succeeds_within(add.args(["target", "add", TARGET]), RUSTUP_WAIT)
                && active_has_target()
            {
                return Ok(Self::Active { added: true });
            }
        }
        if !debian_is_complete() {
            let need = format!(
                "The target {TARGET} is missing (`rustup target add {TARGET}` brings it where rustup's server \
                 can be reached); the other way needs Debian's packages of rustc-web"
            );
            apt::install(DEBIAN_PACKAGES, &need)?;
        }
        if debian_is_complete() {
            return Ok(Self::Debian);
        }
        let missing: Vec<_> =
            DEBIAN_FILES.iter().filter(|file| !Path::new(file).exists()).copied().collect();
        Err(format!(
            "Debian's packages {} left {} missing",
            DEBIAN_PACKAGES.join(" "),
            missing.join(" ")
        ))
    }

    /// `cargo <subcommand>` for the target, in a target folder of its own: host and wasm builds do not
    /// wait for each other's lock.
    pub fn cargo(self, subcommand: &str) -> Command {
        let mut cargo = match self {
            Self::Active { .. } => cargo(),
            Self::Debian => debian_cargo(),
        };
        cargo.args([subcommand, "--target", TARGET, "--target-dir"]).arg(target_dir());
        if self == Self::Debian {
            cargo.arg("-Zbuild-std=std,panic_abort");
        }
        cargo
    }
}

impl Display for Toolchain {
    fn fmt(&self, formatter: &mut Formatter) -> std::fmt::Result {
        formatter.pad(match self {
            Self::Active { added: false } => {
                "the active toolchain, which has wasm32-unknown-unknown"
            }
            Self::Active { added: true } => {
                "the active toolchain, wasm32-unknown-unknown added by rustup"
            }
            Self::Debian => "Debian's rustc, std built from its source",
        })
    }
}

/// Where the wasm builds go.
pub fn target_dir() -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(target).join("wasm")
}

fn active_has_target() -> bool {
    let libraries = output(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let Ok(folder) = libraries else { return false };
    let Ok(mut files) = Path::new(folder.trim()).read_dir() else {
        return false;
    };
    files.any(|file| {
        file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn debian_is_complete() -> bool {
    DEBIAN_FILES.iter().all(|file| Path::new(file).exists())
}

/// Debian's cargo, with nothing of rustup in sight: `cargo clippy` looks for its parts on PATH, where
/// rustup's proxies often come first, and the library path that rustup's cargo set for us would give
/// this rustc the wrong libraries.
fn debian_cargo() -> Command {
    let mut cargo = command("/usr/bin/cargo");
    let path = env::var_os("PATH").unwrap_or_default();
    let path =
        env::join_paths(std::iter::once(PathBuf::from("/usr/bin")).chain(env::split_paths(&path)));
    for inherited in [
        "RUSTUP_TOOLCHAIN",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTDOC",
        "LD_LIBRARY_PATH",
    ] {
        cargo.env_remove(inherited);
    }
    cargo
        .env("PATH", path.unwrap_or_else(|_| "/usr/bin:/bin".into()))
        .env("RUSTC", "/usr/bin/rustc")
        // `-Zbuild-std` is no stable flag.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    cargo
}
