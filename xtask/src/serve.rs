//! The workbench: the site on a loopback port, rebuilt on change.

use crate::Outcome;
use crate::build::{Effort, build};
use crate::dist::site_dir;
use crate::server::Server;
use crate::watch::Look;

/// Builds, serves and rebuilds until the process is ended. A build that fails is reported, and the last
/// good one goes on being served.
pub fn serve(port: Option<u16>) -> Outcome {
    let mut look = Look::take();
    build(Effort::Look)?;
    let server = Server::start(site_dir(), port)?;
    println!(
        "\n  Serving dist/site at {}?sample\n  Watching the sources; end with Ctrl-C\n",
        server.url()
    );
    loop {
        look = look.wait_for_change();
        println!("  changed, building");
        match build(Effort::Look) {
            Ok(()) => println!("  {} is fresh\n", server.url()),
            Err(sentence) => {
                eprintln!("{sentence}\n  {} still serves the last good build\n", server.url())
            }
        }
    }
}
