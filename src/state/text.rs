//! Every text of the screen, in both languages. A field is filled in for both, or nothing compiles.

use super::Language;
use super::details_text::{self, DetailsText};
use super::map_text::{self, MapText};
use super::trace_text::{self, TraceText};

pub struct Text {
    // shell
    pub brand: &'static str,
    pub tagline: &'static str,
    pub open_file: &'static str,
    pub try_sample: &'static str,
    pub drop_here: &'static str,
    pub tab_map: &'static str,
    pub tab_traces: &'static str,
    pub map: MapText,
    pub details: DetailsText,
    pub trace: TraceText,
}

pub const EN: Text = Text {
    brand: "Spanmap",
    tagline: "Trace files as a service map and a waterfall. Nothing leaves this page.",
    open_file: "Open a file",
    try_sample: "Try the sample",
    drop_here: "Drop trace files here",
    tab_map: "Map",
    tab_traces: "Traces",
    map: map_text::EN,
    details: details_text::EN,
    trace: trace_text::EN,
};

pub const KO: Text = Text {
    brand: "Spanmap",
    tagline: "트레이스 파일을 서비스 맵과 워터폴로 보여 줍니다. 데이터는 이 페이지를 벗어나지 않습니다.",
    open_file: "파일 열기",
    try_sample: "샘플 보기",
    drop_here: "트레이스 파일을 여기에 놓으세요",
    tab_map: "맵",
    tab_traces: "트레이스",
    map: map_text::KO,
    details: details_text::KO,
    trace: trace_text::KO,
};

impl Text {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &EN,
            Language::Korean => &KO,
        }
    }
}
