//! What could stand at a place of a filter: the grammar says what is wanted, the data say the words.

use super::{Completion, CompletionSort, Completions, Engine, Reply};
use crate::model::{Field, Key, Value};
use crate::query::Words;
use crate::query::filter::{
    Comparison, Keyword, Kind, Operand, Place, Spot, Wanted, byte_offset, key_text, quote, spot,
    utf16_offset,
};

/// Longer lists are not read but narrowed down by typing.
const MOST: usize = 12;

/// Functions, where they can stand and whether X-Ray has them.
const FUNCTIONS: [(&str, &str, bool); 14] = [
    ("service()", "service(", true),
    ("edge()", "edge(", true),
    ("annotation[]", "annotation[", true),
    ("span()", "span() { ", false),
    ("group.name", "group.name = ", true),
    ("rootcause.fault.service", "rootcause.fault.service { ", true),
    ("rootcause.fault.entity", "rootcause.fault.entity { ", true),
    ("rootcause.fault.exception", "rootcause.fault.exception { ", true),
    ("rootcause.error.service", "rootcause.error.service { ", true),
    ("rootcause.error.entity", "rootcause.error.entity { ", true),
    ("rootcause.error.exception", "rootcause.error.exception { ", true),
    ("rootcause.responsetime.service", "rootcause.responsetime.service { ", true),
    ("rootcause.responsetime.entity", "rootcause.responsetime.entity { ", true),
    ("rootcause.json", "rootcause.json = #[{ \"Services\": [] }]", true),
];

impl Engine {
    pub(super) fn complete(&mut self, text: &str, caret: u32) -> Reply {
        let Spot { start, end, typed, wanted } = spot(text, byte_offset(text, caret as usize));
        let mut picker = Picker::new(&typed);
        self.offer(&mut picker, wanted);
        let [start, end] = [start, end].map(|at| utf16_offset(text, at) as u32);
        let (list, more) = picker.picked();
        Reply::Completions(Completions { start, end, list, more })
    }

    fn offer(&mut self, picker: &mut Picker, wanted: Wanted) {
        match wanted {
            Wanted::Term(place) => self.terms(picker, place),
            Wanted::Operator(operand, place) => {
                operators(picker, &operand);
                self.next_terms(picker, place);
            }
            Wanted::Value(operand, place) => self.values(picker, &operand, place),
            Wanted::Key => {
                let insert = |key: &str| format!("{}] ", key_text(key));
                self.words(picker, Words::Keys, CompletionSort::Annotation, &insert);
            }
            Wanted::Node => {
                self.words(picker, Words::Services, CompletionSort::Service, &quote);
                picker.plain("id()", "id(", CompletionSort::Keyword);
            }
            Wanted::IdKey => ["name", "type", "account.id"].iter().for_each(|key| {
                picker.plain(key, &format!("{key}: "), CompletionSort::Keyword);
            }),
            Wanted::IdValue(key) => {
                let words = match key.as_str() {
                    "type" => Words::Types,
                    "account.id" => Words::Accounts,
                    _ => Words::Services,
                };
                self.words(picker, words, CompletionSort::Value, &quote);
            }
            Wanted::GroupName => self.view.groups.iter().for_each(|group| {
                picker.plain(&group.name, &quote(&group.name), CompletionSort::Group);
            }),
            Wanted::Joiner(place) => {
                joiners(picker);
                self.next_terms(picker, place);
            }
            Wanted::Mark(mark) => picker.plain(mark, mark, CompletionSort::Operator),
        }
    }

    /// Conditions stand side by side too; before a letter is typed, operators are likelier.
    fn next_terms(&mut self, picker: &mut Picker, place: Place) {
        if !picker.typed.is_empty() {
            self.terms(picker, place);
        }
    }

    fn terms(&mut self, picker: &mut Picker, place: Place) {
        for keyword in Keyword::all().filter(|k| k.stands_in(place)) {
            let sort = match keyword.is_xray() {
                true => CompletionSort::Keyword,
                false => CompletionSort::Extension,
            };
            picker.plain(keyword.name(), &format!("{} ", keyword.name()), sort);
        }
        if place == Place::Trace {
            for (label, insert, is_xray) in FUNCTIONS {
                let sort = match is_xray {
                    true => CompletionSort::Keyword,
                    false => CompletionSort::Extension,
                };
                picker.plain(label, insert, sort);
            }
        }
        if matches!(place, Place::CauseBlock(..)) {
            return;
        }
        self.words(picker, Words::Keys, CompletionSort::Annotation, &|key| {
            format!("annotation[{}] ", key_text(key))
        });
        // Without a letter typed the list would be nothing but services.
        if place == Place::Trace && !picker.typed.is_empty() {
            self.words(picker, Words::Services, CompletionSort::Service, &|name| {
                format!("service({}) ", quote(name))
            });
        }
    }

    fn values(&mut self, picker: &mut Picker, operand: &Operand, place: Place) {
        let words = match operand {
            Operand::Annotation(key) => match self.store.strings.find(key) {
                Some(key) => Words::Of(Key::Annotation(key)),
                None => return,
            },
            Operand::Keyword(keyword) => match keyword.kind() {
                Kind::Flag => return picker.listed(&["true", "false"]),
                Kind::Word(words) => return picker.listed(words),
                Kind::Seconds => return picker.listed(&["100ms", "500ms", "1s", "3s"]),
                Kind::Number | Kind::Text => match words_of(*keyword, place) {
                    Some(words) => words,
                    None => return,
                },
            },
        };
        for &(value, traces) in self.vocabulary.of(&self.store, words) {
            let label = self.store.value_text(value);
            let insert = || match value {
                Value::Text(_) => format!("{} ", quote(&label)),
                _ => format!("{label} "),
            };
            picker.add(&label, &insert, CompletionSort::Value, Some(traces));
        }
    }

    /// Texts of the data, with what is inserted for each.
    fn words(
        &mut self,
        picker: &mut Picker,
        words: Words,
        sort: CompletionSort,
        insert: &dyn Fn(&str) -> String,
    ) {
        for &(value, traces) in self.vocabulary.of(&self.store, words) {
            if let Value::Text(id) = value {
                let label = self.store.strings.get(id);
                picker.add(label, &|| insert(label), sort, Some(traces));
            }
        }
    }
}

/// Where the values of a keyword stand; `None` where they are too many kinds of numbers.
fn words_of(keyword: Keyword, place: Place) -> Option<Words> {
    let in_cause = matches!(place, Place::CauseBlock(..));
    Some(match keyword {
        Keyword::Field(Field::Operation) => Words::Operations,
        Keyword::Field(field) => Words::Of(Key::Field(field)),
        Keyword::Name if place == Place::SpanBlock || in_cause => Words::Spans,
        Keyword::Name | Keyword::Service => Words::Services,
        Keyword::Type => Words::Types,
        Keyword::Message => Words::Messages,
        _ => return None,
    })
}

fn operators(picker: &mut Picker, operand: &Operand) {
    let kind = match operand {
        Operand::Keyword(keyword) => Some(keyword.kind()),
        Operand::Annotation(_) => None,
    };
    let stands_alone = matches!(kind, None | Some(Kind::Flag));
    if kind == Some(Kind::Flag) {
        joiners(picker);
    }
    let (orders, searches) = match kind {
        Some(Kind::Flag | Kind::Word(_)) => (false, false),
        Some(Kind::Text) => (false, true),
        Some(_) => (true, false),
        None => (true, true),
    };
    for comparison in Comparison::ALL {
        if (orders || !comparison.orders()) && (searches || !comparison.searches()) {
            let symbol = comparison.symbol();
            picker.plain(symbol, &format!("{symbol} "), CompletionSort::Operator);
        }
    }
    if stands_alone && kind.is_none() {
        joiners(picker);
    }
}

fn joiners(picker: &mut Picker) {
    for word in ["AND", "OR"] {
        picker.plain(word, &format!("{word} "), CompletionSort::Operator);
    }
}

/// Takes in candidates, likeliest first, and keeps the first few that what is typed can become.
struct Picker {
    /// In lower case.
    typed: String,
    /// What begins with it, and what has it elsewhere.
    begins: Vec<Completion>,
    holds: Vec<Completion>,
    total: usize,
}

impl Picker {
    fn new(typed: &str) -> Self {
        let typed = typed.to_lowercase();
        Self { typed, begins: Vec::new(), holds: Vec::new(), total: 0 }
    }

    fn add(
        &mut self,
        label: &str,
        insert: &dyn Fn() -> String,
        sort: CompletionSort,
        traces: Option<u32>,
    ) {
        let lower = label.to_lowercase();
        let list = match lower.starts_with(&self.typed) {
            true => &mut self.begins,
            false if self.is_within(&lower) => &mut self.holds,
            false => return,
        };
        self.total += 1;
        if list.len() < MOST {
            list.push(Completion { label: label.to_owned(), insert: insert(), sort, traces });
        }
    }

    /// Where a word of the label begins; what is long enough, anywhere.
    fn is_within(&self, label: &str) -> bool {
        let is_start = |at: usize| !label[..at].ends_with(char::is_alphanumeric);
        let is_long = self.typed.chars().nth(2).is_some();
        label.match_indices(&self.typed).any(|(at, _)| is_long || is_start(at))
    }

    fn plain(&mut self, label: &str, insert: &str, sort: CompletionSort) {
        self.add(label, &|| insert.to_owned(), sort, None);
    }

    fn listed(&mut self, words: &[&str]) {
        words.iter().for_each(|word| self.plain(word, &format!("{word} "), CompletionSort::Value));
    }

    fn picked(self) -> (Vec<Completion>, u32) {
        let mut list = self.begins;
        list.extend(self.holds);
        list.truncate(MOST);
        let more = self.total - list.len();
        // All that is typed already is no help.
        let is_typed = |c: &Completion| c.label.to_lowercase() == self.typed;
        if more == 0 && list.iter().all(is_typed) {
            list.clear();
        }
        (list, more as u32)
    }
}
