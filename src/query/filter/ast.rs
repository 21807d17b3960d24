//! A parsed expression. Depth is bounded by the parser, so functions over it may recurse.

use super::Keyword;
use super::json::Json;

/// A condition on a trace, or inside a block on one node or call of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// At least two parts, none of them an `All`.
    All(Vec<Expr>),
    /// At least two parts, none of them an `Any`.
    Any(Vec<Expr>),
    /// Never of a `Not`.
    Not(Box<Expr>),
    Test(Test),
    /// Something of the trace; with a block, one thing that satisfies all of it.
    Within(Scope, Option<Box<Expr>>),
    /// `rootcause.json`: some cause of the trace is like one of the array.
    CauseLike(Json),
    /// What a group's expression says; `None` when the group has all traces.
    Group(GroupRef, Option<Box<Expr>>),
}

/// What a block is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// A node.
    Service(Selector),
    /// A connection, from the first to the second.
    Edge(Selector, Selector),
    /// Any span. Not X-Ray's.
    Span,
    /// An element of the lists that root causes are made of.
    RootCause(Cause, CausePart),
}

/// What has causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Fault,
    Error,
    ResponseTime,
}

/// The lists of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CausePart {
    Service,
    Entity,
    Exception,
}

/// How a group is named: `group.name = "x"`, or by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    pub by_arn: bool,
    pub text: String,
}

/// One comparison, or the question whether there is a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub operand: Operand,
    pub check: Check,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Keyword(Keyword),
    /// By its key, which is case-sensitive.
    Annotation(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// True if it is a boolean, there if it is anything else.
    Holds,
    Compare(Comparison, Literal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    BeginsWith,
    EndsWith,
}

/// The right side. Times are numbers of seconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Flag(bool),
    /// Finite.
    Number(f64),
    Text(String),
}

/// Which nodes; what is `None` may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    pub name: Option<String>,
    /// Compared without regard to case.
    pub kind: Option<String>,
    pub account: Option<String>,
}

impl Expr {
    /// All of `parts`, nested conjunctions made flat. Of one part, that part.
    pub(super) fn all(parts: Vec<Expr>) -> Expr {
        let flat = |part| match part {
            Expr::All(inner) => inner,
            other => vec![other],
        };
        Self::join(parts, flat, Expr::All)
    }

    /// Any of `parts`, likewise.
    pub(super) fn any(parts: Vec<Expr>) -> Expr {
        let flat = |part| match part {
            Expr::Any(inner) => inner,
            other => vec![other],
        };
        Self::join(parts, flat, Expr::Any)
    }

    pub(super) fn not(self) -> Expr {
        match self {
            Expr::Not(inner) => *inner,
            other => Expr::Not(Box::new(other)),
        }
    }

    fn join(
        mut parts: Vec<Expr>,
        flat: impl Fn(Expr) -> Vec<Expr>,
        make: impl Fn(Vec<Expr>) -> Expr,
    ) -> Expr {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => make(parts.into_iter().chain(last).flat_map(flat).collect()),
        }
    }
}

impl Comparison {
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::AtMost,
        Self::More,
        Self::AtLeast,
        Self::Contains,
        Self::BeginsWith,
        Self::EndsWith,
    ];

    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Contains => "CONTAINS",
            Self::BeginsWith => "BEGINSWITH",
            Self::EndsWith => "ENDSWITH",
        }
    }

    /// The comparison that a word stands for.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.symbol().eq_ignore_ascii_case(word))
    }

    /// `<`, `<=`, `>`, `>=`: only numbers have an order here.
    pub fn orders(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }

    /// `CONTAINS`, `BEGINSWITH`, `ENDSWITH`.
    pub fn searches(self) -> bool {
        matches!(self, Self::Contains | Self::BeginsWith | Self::EndsWith)
    }
}

impl Cause {
    pub const ALL: [Self; 3] = [Self::Fault, Self::Error, Self::ResponseTime];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Error => "error",
            Self::ResponseTime => "responsetime",
        }
    }
}

impl CausePart {
    pub const ALL: [Self; 3] = [Self::Service, Self::Entity, Self::Exception];

    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Entity => "entity",
            Self::Exception => "exception",
        }
    }
}

impl GroupRef {
    /// The name that it means: of an ARN the part after `group/`.
    pub fn name(&self) -> &str {
        let tail = self.text.split_once("group/").filter(|_| self.by_arn).map(|(_, tail)| tail);
        tail.map_or(&self.text, |tail| tail.split('/').next().unwrap_or(tail))
    }
}

impl Selector {
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }
}
