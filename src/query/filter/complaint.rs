//! What can be wrong with an expression, one code each, and the English for it.

/// In a template `{0}` is what stands in the text instead of what was expected, between backquotes, and
/// empty for its end; else it is what the text itself names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Complaint {
    /// No complaint: how the end of the text is called where one says what was found.
    #[default]
    TheEnd,
    ExpectedCondition,
    ExpectedKey,
    ExpectedBracket,
    ExpectedFlag,
    ExpectedNumber,
    ExpectedSeconds,
    ExpectedText,
    ExpectedValue,
    ExpectedOpen,
    ExpectedClose,
    ExpectedCloseBlock,
    ExpectedSecondNode,
    ExpectedNode,
    ExpectedNodeKey,
    ExpectedColon,
    ExpectedNodeText,
    ExpectedMore,
    ExpectedOperator,
    EmptyKey,
    OpenKey,
    OpenQuote,
    Unexpected,
    TooDeep,
    MisplacedRoot,
    MisplacedScope,
    NoFunction,
    NoFunctionBut,
    Twice,
    ClosesNothing,
    MisplacedBlock,
    FlagCompared,
    NumberSearched,
    TextOrdered,
    WordSearched,
    RootCauseOnly,
    SpanOnly,
    NotInCause,
    MisplacedCoverage,
    ExpectedWord,
    ExpectedOutcome,
    ExpectedBlock,
    ExpectedCause,
    ExpectedCauseJson,
    BadCauseJson,
    ExpectedGroup,
    NoGroup,
    BadGroup,
    GroupInItself,
    TooManyGroups,
    /// A doubt about a valid filter.
    NoKeyword,
}

impl Complaint {
    /// The template.
    pub fn english(self) -> &'static str {
        match self {
            Self::TheEnd => "the end",
            Self::ExpectedCondition => "expected a condition, found {0}",
            Self::ExpectedKey => "expected a keyword or an annotation, found {0}",
            Self::ExpectedBracket => "expected `.key` or `[key]` after annotation, found {0}",
            Self::ExpectedFlag => "expected true or false after {1}, found {0}",
            Self::ExpectedNumber => "expected a number after {1}, found {0}",
            Self::ExpectedSeconds => {
                "expected seconds, such as 0.25 or 250ms, after {1}, found {0}"
            }
            Self::ExpectedText => "expected a text after {1}, found {0}",
            Self::ExpectedValue => "expected a number, a text, true or false after {1}, found {0}",
            Self::ExpectedOpen => "expected `(`, as in {1}, found {0}",
            Self::ExpectedClose => "expected `)`, found {0}",
            Self::ExpectedCloseBlock => "expected `}`, found {0}",
            Self::ExpectedSecondNode => "expected `,` and a second node, as in {1}, found {0}",
            Self::ExpectedNode => "expected the name of a node or id(...), found {0}",
            Self::ExpectedNodeKey => "expected name, type or account.id, found {0}",
            Self::ExpectedColon => "expected `:`, found {0}",
            Self::ExpectedNodeText => "expected a text after `:`, found {0}",
            Self::ExpectedMore => "expected `,` or `)`, found {0}",
            Self::ExpectedOperator => "expected AND, OR or the end, found {0}",
            Self::EmptyKey => "expected the key of an annotation",
            Self::OpenKey => "expected `]` after the key",
            Self::OpenQuote => "expected a closing {0}",
            Self::Unexpected => "unexpected {0}",
            Self::TooDeep => "more than {0} parentheses within each other",
            Self::MisplacedRoot => {
                "`root` belongs in the block of a service, as in service() { root }"
            }
            Self::MisplacedScope => "{0} cannot stand in a block",
            Self::NoFunction => "there is no function {0}",
            Self::NoFunctionBut => "there is no function {0}; did you mean {1}(...)?",
            Self::Twice => "{0} is given twice",
            Self::ClosesNothing => "this {0} closes nothing",
            Self::MisplacedBlock => "a block follows service(...) or edge(...) only",
            Self::FlagCompared => "{0} is true or false: compare it with `=` or `!=`, not {1}",
            Self::NumberSearched => "{1} searches texts, but {0} is a number",
            Self::TextOrdered => "{1} compares numbers, but {0} is a text",
            Self::WordSearched => "{0} is one of a few words: compare it with `=` or `!=`, not {1}",
            Self::RootCauseOnly => {
                "{0} belongs in a rootcause block; for an annotation of that name write annotation[{1}]"
            }
            Self::SpanOnly => {
                "{0} belongs in the block of span(), as in span() { depth > 2 }; \
                 for an annotation of that name write annotation[{1}]"
            }
            Self::NotInCause => "{0} cannot stand in this block, which is about {2}",
            Self::MisplacedCoverage => "{0} belongs in the block of rootcause.responsetime.entity",
            Self::ExpectedWord => "expected one of {2} after {1}, found {0}",
            Self::ExpectedOutcome => {
                "expected one of {2} after {1}, found {0}; the HTTP status is http.status"
            }
            Self::ExpectedBlock => "expected `{`, as in {1}, found {0}",
            Self::ExpectedCause => {
                "there is no {0}: write rootcause.fault, .error or .responsetime, \
                 then .service, .entity or .exception; or rootcause.json"
            }
            Self::ExpectedCauseJson => "expected `= #` and a JSON array, as in {1}, found {0}",
            Self::BadCauseJson => "this is no JSON array of root causes",
            Self::ExpectedGroup => "expected `=` or `!=` and the name of a group, found {0}",
            Self::NoGroup => "there is no group {0} in this browser",
            Self::BadGroup => "the expression of the group {0} is wrong",
            Self::GroupInItself => "the group {0} refers to itself",
            Self::TooManyGroups => "groups that refer to groups, more than {0} times",
            Self::NoKeyword => "{0} is no keyword, so it means the annotation; did you mean {1}?",
        }
    }
}
