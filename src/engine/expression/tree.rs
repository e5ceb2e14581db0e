//! What the parser makes of the words, before types are known.

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub form: Form,
    /// Where it begins; for an operation, where its operator stands.
    pub at: usize,
    /// Levels of the tree from here down.
    pub depth: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    Number(f64),
    Text(String),
    Truth(bool),
    Name(String),
    Negate(Box<Tree>),
    Not(Box<Tree>),
    Binary(Operator, Box<Tree>, Box<Tree>),
    /// `is missing`, or `is not missing`.
    Missing {
        of: Box<Tree>,
        negated: bool,
    },
    Call(String, Vec<Tree>),
}

/// What stands between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// How tightly an operator binds: more binds tighter.
pub(super) mod binding {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARISON: u8 = 4;
    pub const SUM: u8 = 5;
    pub const PRODUCT: u8 = 6;
    pub const SIGN: u8 = 7;
    pub const POWER: u8 = 8;
}

impl Operator {
    pub(super) const ALL: [Self; 14] = [
        Self::Or,
        Self::And,
        Self::Equal,
        Self::Unequal,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::Remainder,
        Self::Power,
    ];

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        }
    }

    pub(super) fn binding(self) -> u8 {
        match self {
            Self::Or => binding::OR,
            Self::And => binding::AND,
            Self::Add | Self::Subtract => binding::SUM,
            Self::Multiply | Self::Divide | Self::Remainder => binding::PRODUCT,
            Self::Power => binding::POWER,
            _ => binding::COMPARISON,
        }
    }
}
