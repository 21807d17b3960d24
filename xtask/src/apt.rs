//! Debian's packages: the fall-back for what neither cargo nor npm brings.

use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::Outcome;
use crate::command::{command, find, output};

/// Installs `packages`, or says how. `need` completes the sentence "… needs Debian's packages".
pub fn install(packages: &[&str], need: &str) -> Outcome {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        return Err(format!(
            "{need}; on Debian that is `apt-get install {list}`, here install the like of it"
        ));
    }
    if !is_root() {
        return Err(format!(
            "{need}: run `sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}`"
        ));
    }
    println!("  apt-get    installing {list}");
    // A failing update may still leave a usable list; the install says what is wrong.
    let update = output(apt_get().arg("update"));
    output(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages)).map_err(
        |error| {
            let also = update.err().map(|text| format!("{text}\n")).unwrap_or_default();
            format!("{need}, and installing {list} failed\n{also}{error}")
        },
    )?;
    Ok(())
}

fn apt_get() -> std::process::Command {
    let mut apt_get = command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}
