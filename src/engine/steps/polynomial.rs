//! Products of columns.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, fitted_column};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, DType, Table, Values};

/// More new columns than this are refused.
const MAX_PRODUCTS: usize = 2000;
/// The greatest degree.
const MAX_DEGREE: usize = 5;

pub(super) const KIND: StepKind = StepKind {
    id: "polynomial",
    label: "Polynomials and interactions",
    purpose: Purpose::Derive,
    help: "Adds products and powers of numeric columns, so that a linear model can bend and can see how columns act together. Scale the columns first, and choose few: their number grows fast.",
    sklearn: "PolynomialFeatures",
    params: &[
        ParamSpec {
            name: "degree",
            label: "Degree",
            help: "How many columns are multiplied at most, a repeated one counted again. Two gives squares and products of pairs.",
            domain: Domain::Int { min: 2, max: MAX_DEGREE as i64 },
            default: Default::Int(2),
            visible_when: None,
        },
        ParamSpec {
            name: "interaction_only",
            label: "Only products of different columns",
            help: "Leaves out powers of one column, such as its square, so that only interactions are added.",
            domain: Domain::Bool,
            default: Default::Bool(false),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The columns and what is multiplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    degree: usize,
    interaction_only: bool,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let fitted = Fitted {
        columns: input.columns.to_vec(),
        degree: input.params.count("degree"),
        interaction_only: input.params.bool("interaction_only"),
    };
    if fitted.products().is_none() {
        return Err(EngineError::Spec(format!(
            "{}: {} columns to the degree {} make more than {MAX_PRODUCTS} new columns; choose fewer columns or a lower degree",
            KIND.label,
            fitted.columns.len(),
            fitted.degree
        )));
    }
    Ok(FittedStep::Polynomial(fitted).into())
}

impl Fitted {
    /// The columns of every product, by their places: by degree and then in scikit-learn's order, which is
    /// that of the places. None when there are too many.
    fn products(&self) -> Option<Vec<Vec<usize>>> {
        let mut products: Vec<Vec<usize>> = Vec::new();
        let mut last: Vec<Vec<usize>> = (0..self.columns.len()).map(|place| vec![place]).collect();
        for _ in 1..self.degree.min(MAX_DEGREE) {
            let mut next = Vec::new();
            for product in &last {
                let end = product.last().copied().unwrap_or_default();
                for place in end + usize::from(self.interaction_only)..self.columns.len() {
                    next.push([product.as_slice(), &[place]].concat());
                }
                if products.len() + next.len() > MAX_PRODUCTS {
                    return None;
                }
            }
            products.extend(next.iter().cloned());
            last = next;
        }
        Some(products)
    }

    /// The name that scikit-learn gives a product: `a b^2`.
    fn name(&self, product: &[usize]) -> String {
        let factors = product.chunk_by(|a, b| a == b).map(|run| {
            let name = run.first().and_then(|place| self.columns.get(*place)).map_or("", String::as_str);
            if run.len() == 1 { name.to_owned() } else { format!("{name}^{}", run.len()) }
        });
        factors.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut factors = Vec::with_capacity(self.columns.len());
        for name in &self.columns {
            factors.push(fitted_column(&KIND, table, name, DType::Numeric)?);
        }
        let products = self.products().ok_or_else(|| {
            EngineError::Model(format!("its products make more than {MAX_PRODUCTS} columns"))
        })?;
        let mut columns = table.columns().to_vec();
        for product in &products {
            let factors: Vec<&Column> =
                product.iter().filter_map(|place| factors.get(*place).copied()).collect();
            columns.push(multiplied(&factors).renamed(self.name(product)));
        }
        Table::new(columns)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let count = self.products().map_or(0, |products| products.len());
        vec![Learned::new("", "columns added", count)]
    }
}

/// The product of at least one column, under the name of the first. A cell is missing where one of its factors is.
fn multiplied(factors: &[&Column]) -> Column {
    let mut factors = factors.iter();
    let Some(first) = factors.next() else { return Column::numeric("", []) };
    factors.fold(Column::clone(first), |product, factor| {
        let (Values::Numeric(left), Values::Numeric(right)) = (product.values(), factor.values()) else {
            return product;
        };
        // A missing cell holds zero, and so does its product unless it overflows.
        let values: Vec<f64> = left.iter().zip(right).map(|(a, b)| a * b).collect();
        let finite = values.iter().fold(true, |all, value| all & value.is_finite());
        match (product.mask().n_missing(), factor.mask().n_missing()) {
            (_, 0) if finite => product.with_values(Values::Numeric(values)),
            (0, _) if finite => factor.with_values(Values::Numeric(values)).renamed(product.name()),
            _ => {
                let known = product.mask().iter().zip(factor.mask().iter()).map(|(a, b)| a && b);
                let cells = values.iter().zip(known).map(|(value, known)| known.then_some(*value));
                Column::numeric(product.name(), cells)
            }
        }
    })
}
