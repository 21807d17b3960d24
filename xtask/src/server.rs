//! A static file server for the loopback interface, as small as it can be and still be right.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::Outcome;

/// A running server; it ends with the process.
pub struct Server {
    address: SocketAddr,
}

/// What goes back to the browser.
struct Response {
    status: &'static str,
    mime: &'static str,
    body: Vec<u8>,
}

/// Tried first, so that a reload after a restart finds the page again.
const USUAL_PORT: u16 = 8000;
/// More than a browser ever sends; nobody makes this process hold more than that.
const LONGEST_HEAD: u64 = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Serves `folder` on `port`, or else on the usual one, or else on any free one.
    pub fn start(folder: PathBuf, port: Option<u16>) -> Outcome<Self> {
        let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = match port {
            Some(port) => bind(port),
            None => bind(USUAL_PORT).or_else(|_| bind(0)),
        };
        let listener = listener.map_err(|error| match port {
            Some(port) => format!(
                "port {port} cannot be used ({error}): give another one, or none for a free one"
            ),
            None => format!("no loopback port can be had: {error}"),
        })?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        thread::spawn(move || accept(&listener, &Arc::from(folder)));
        Ok(Self { address })
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn accept(listener: &TcpListener, folder: &Arc<Path>) {
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(folder);
        // A browser that hangs up in the middle is no news.
        thread::spawn(move || answer(stream, &folder).ok());
    }
}

fn answer(stream: TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new((&stream).take(LONGEST_HEAD)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The rest of the head is read so that closing does not reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let (head_only, response) = respond(&request, folder);
    let mut stream = &stream;
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        response.status,
        response.mime,
        response.body.len()
    )?;
    if !head_only {
        stream.write_all(&response.body)?;
    }
    stream.flush()
}

/// Whether only the head is wanted, and the answer.
fn respond(request: &str, folder: &Path) -> (bool, Response) {
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !matches!(method, "GET" | "HEAD") {
        return (false, Response::failure("405 Method Not Allowed"));
    }
    let file = locate(target).map(|path| folder.join(path));
    let file = file.map(|path| if path.is_dir() { path.join("index.html") } else { path });
    let response = match file.and_then(|path| Some((mime_of(&path), fs::read(path).ok()?))) {
        Some((mime, body)) => Response { status: "200 OK", mime, body },
        None => Response::failure("404 Not Found"),
    };
    (method == "HEAD", response)
}

impl Response {
    fn failure(status: &'static str) -> Self {
        Self { status, mime: "text/plain; charset=utf-8", body: status.as_bytes().to_vec() }
    }
}

/// The file that a request target names, relative to the served folder; nothing for one that would lead
/// out of it.
fn locate(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = PathBuf::from(percent_decoded(path)?);
    let inside =
        path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    inside.then_some(path)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok().filter(|text| !text.contains('\0'))
}

/// Browsers refuse modules and streaming compilation under any other type.
fn mime_of(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "jsonl" => "application/x-ndjson",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "ts" | "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_place(target: &str, expected: Option<&str>) {
        assert_eq!(locate(target), expected.map(PathBuf::from), "{target}");
    }

    #[test]
    fn targets_name_files_below_the_folder() {
        check_place("/", Some(""));
        check_place("/www/element.js", Some("www/element.js"));
        check_place("/www/element.js?v=1#top", Some("www/element.js"));
        check_place("/a%20b.json", Some("a b.json"));
        check_place("/%EC%A3%BC%EB%AC%B8.json", Some("주문.json"));
    }

    #[test]
    fn targets_that_lead_out_are_refused() {
        for target in [
            "/../Cargo.toml",
            "/www/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/%2fetc/passwd",
            "etc/passwd",
            "",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/%ff",
            "/a%00.html",
        ] {
            check_place(target, None);
        }
    }

    #[test]
    fn a_request_is_answered_over_the_wire() {
        let folder = std::env::temp_dir().join(format!("spanmap-server-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("sub/index.html"), "<p>hi").unwrap();
        fs::write(folder.join("a.wasm"), b"\0asm").unwrap();
        let server = Server::start(folder.clone(), Some(0)).unwrap();
        let ask = |request: &str| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let page = ask("GET /sub/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"), "{page}");
        assert!(
            page.contains("Cache-Control: no-store\r\n") && page.ends_with("\r\n\r\n<p>hi"),
            "{page}"
        );
        let module = ask("HEAD /a.wasm HTTP/1.1\r\n\r\n");
        assert!(
            module.contains("application/wasm\r\nContent-Length: 4\r\n")
                && module.ends_with("\r\n\r\n"),
            "{module}"
        );
        assert!(ask("GET /none HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert!(ask("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        fs::remove_dir_all(folder).unwrap();
    }
}
