//! An engine as a page has it, and a few traces for it.

use spanmap::engine::api::{Answer, Question, Subject};
use spanmap::engine::{Engine, Reply, Request, Stretch, View};
use spanmap::model::Capacity;

/// Three requests of a shop: one slow in the database, one that fails, one fine.
pub const SHOP: &str = concat!(
    r#"{"trace_id":"1-65000000-000000000000000000000001","id":"0000000000000001","name":"web","start_time":1694498816.0,"end_time":1694498820.0,"#,
    r#""http":{"request":{"method":"GET","url":"https://shop.test/cart"},"response":{"status":200}},"annotations":{"tier":"free"},"#,
    r#""subsegments":[{"id":"0000000000000002","name":"cart@db","namespace":"remote","start_time":1694498816.1,"end_time":1694498819.9,"#,
    r#""sql":{"sanitized_query":"SELECT a FROM t WHERE b = ?","database_type":"PostgreSQL"}}]}"#,
    "\n",
    r#"{"trace_id":"1-65000000-000000000000000000000002","id":"0000000000000003","name":"web","start_time":1694498826.0,"end_time":1694498826.2,"fault":true,"#,
    r#""http":{"request":{"method":"GET","url":"https://shop.test/pay"},"response":{"status":502}},"annotations":{"tier":"paid"},"metadata":{"default":{"deep":[1,{"a":2}]}},"#,
    r#""cause":{"working_directory":"/srv","exceptions":[{"id":"00000000000000aa","type":"ConnectException","message":"Connection refused","stack":[{"path":"pay.py","line":7,"label":"charge"}]}]}}"#,
    "\n",
    r#"{"trace_id":"1-65000000-000000000000000000000003","id":"0000000000000004","name":"web","start_time":1694498836.0,"end_time":1694498836.1,"#,
    r#""http":{"response":{"status":200}},"annotations":{"tier":"free"}}"#,
    "\n",
);

/// An engine with files; it answers `Need` from them, as the worker does.
pub struct Desk {
    pub engine: Engine,
    files: Vec<Vec<u8>>,
}

impl Desk {
    pub fn with(text: &str) -> Self {
        let mut desk = Self { engine: Engine::new(), files: Vec::new() };
        desk.load("shop.jsonl", text, false);
        desk
    }

    pub fn load(
        &mut self,
        name: &str,
        text: &str,
        append: bool,
    ) -> spanmap::engine::api::LoadReport {
        if !append {
            self.files.clear();
        }
        self.files.push(text.as_bytes().to_vec());
        self.engine.begin_load(append, Capacity::default());
        self.engine.begin_source(name, None);
        text.as_bytes().chunks(97).for_each(|chunk| self.engine.push(chunk));
        self.engine.end_source();
        self.engine.finish_load(1.0)
    }

    pub fn ask(&mut self, request: Request) -> Reply {
        let reply = match self.engine.handle(request.clone(), None) {
            Reply::Need { stretches } => {
                let bytes: Vec<_> = stretches.iter().map(|s| self.read(s)).collect();
                self.engine.handle(request, Some(&bytes))
            }
            reply => reply,
        };
        // As it arrives on the page.
        let bytes = postcard::to_allocvec(&reply).expect("plain data");
        postcard::from_bytes(&bytes).expect("the same shape")
    }

    pub fn answer(&mut self, subject: Subject, id: &str) -> Answer {
        let question = Question { subject, id: id.to_owned(), ..Question::default() };
        match self.engine.answer(&question, None) {
            Answer::Need(stretches) => {
                let bytes: Vec<_> = stretches.iter().map(|s| self.read(s)).collect();
                self.engine.answer(&question, Some(&bytes))
            }
            answer => answer,
        }
    }

    fn read(&self, stretch: &Stretch) -> Vec<u8> {
        let start = stretch.offset as usize;
        self.files[stretch.source as usize][start..start + stretch.length as usize].to_vec()
    }

    pub fn view(&mut self, filter: &str) -> spanmap::engine::Overview {
        let view = View { filter: filter.to_owned(), ..View::default() };
        let Reply::Overview(overview) = self.ask(Request::View(view)) else { panic!() };
        *overview
    }

    pub fn open(&mut self, id: &str) -> spanmap::engine::Opened {
        let Reply::Opened(opened) = self.ask(Request::Open { id: id.to_owned(), adjusted: false })
        else {
            panic!()
        };
        *opened
    }
}
