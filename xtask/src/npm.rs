//! Node packages, installed from a lock file into the folder of their `package.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{command, find};
use crate::{Outcome, root};

/// A folder with `package.json` and `package-lock.json`.
pub struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// `folder` is relative to the project's root.
    pub fn of(folder: &str) -> Self {
        Self { folder: root().join(folder) }
    }

    /// Whether what is installed is what the lock file says.
    pub fn are_fresh(&self) -> bool {
        let installed = fs::read(self.stamp());
        let wanted = fs::read(self.folder.join("package-lock.json"));
        matches!((installed, wanted), (Ok(installed), Ok(wanted)) if installed == wanted)
    }

    /// The command that installs; after its success call [`Packages::installed`].
    pub fn installer(&self) -> Outcome<Command> {
        node()?;
        if find("npm").is_none() {
            return Err(
                "npm is missing: install it with Node, or run `sudo apt-get install -y npm`".into(),
            );
        }
        let mut npm = command("npm");
        npm.current_dir(&self.folder).args(["ci", "--ignore-scripts", "--no-fund", "--no-audit"]);
        Ok(npm)
    }

    /// Remembers what was installed.
    pub fn installed(&self) -> Outcome {
        let lock = self.folder.join("package-lock.json");
        fs::copy(&lock, self.stamp())
            .map_err(|error| format!("cannot copy {}: {error}", lock.display()))?;
        Ok(())
    }

    /// A file of an installed package.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.join("node_modules").join(path)
    }

    fn stamp(&self) -> PathBuf {
        self.file(".installed-lock.json")
    }
}

/// Node, or how to get it.
pub fn node() -> Outcome<&'static Path> {
    match find("node") {
        Some(_) => Ok(Path::new("node")),
        None => Err("Node.js 20 or later is missing: install it, on Debian with `sudo apt-get install -y nodejs npm`".into()),
    }
}
