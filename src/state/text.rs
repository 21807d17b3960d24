//! Every text of the screen, in both languages. A field is filled in for both, or nothing compiles.

use super::Language;
use super::analysis_text::{self, AnalysisText};
use super::ask_text::{self, AskText};
use super::details_text::{self, DetailsText};
use super::findings_text::{self, FindingsText};
use super::map_text::{self, MapText};
use super::shell_text::{self, ShellText};
use super::trace_text::{self, TraceText};
use super::versus_text::{self, VersusText};

pub struct Text {
    pub shell: ShellText,
    pub ask: AskText,
    pub map: MapText,
    pub details: DetailsText,
    pub trace: TraceText,
    pub versus: VersusText,
    pub analysis: AnalysisText,
    pub findings: FindingsText,
}

pub const EN: Text = Text {
    shell: shell_text::EN,
    ask: ask_text::EN,
    map: map_text::EN,
    details: details_text::EN,
    trace: trace_text::EN,
    versus: versus_text::EN,
    analysis: analysis_text::EN,
    findings: findings_text::EN,
};

pub const KO: Text = Text {
    shell: shell_text::KO,
    ask: ask_text::KO,
    map: map_text::KO,
    details: details_text::KO,
    trace: trace_text::KO,
    versus: versus_text::KO,
    analysis: analysis_text::KO,
    findings: findings_text::KO,
};

impl Text {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &EN,
            Language::Korean => &KO,
        }
    }
}
