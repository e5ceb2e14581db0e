//! Converts numbers from one unit to another.

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{DType, Table};

/// A conversion: `value * factor / divisor + offset`. The international inch, foot, mile, pound and ounce are
/// exact by the agreement of 1959; the US gallon is 231 cubic inches.
struct Conversion {
    value: &'static str,
    factor: f64,
    divisor: f64,
    offset: f64,
}

const fn exact(value: &'static str, factor: f64, divisor: f64, offset: f64) -> Conversion {
    Conversion { value, factor, divisor, offset }
}

const CONVERSIONS: [Conversion; 12] = [
    exact("inch_to_cm", 2.54, 1.0, 0.0),
    exact("cm_to_inch", 1.0, 2.54, 0.0),
    exact("foot_to_m", 0.3048, 1.0, 0.0),
    exact("m_to_foot", 1.0, 0.3048, 0.0),
    exact("mile_to_km", 1.609_344, 1.0, 0.0),
    exact("km_to_mile", 1.0, 1.609_344, 0.0),
    exact("pound_to_kg", 0.453_592_37, 1.0, 0.0),
    exact("kg_to_pound", 1.0, 0.453_592_37, 0.0),
    exact("ounce_to_g", 28.349_523_125, 1.0, 0.0),
    exact("us_gallon_to_l", 3.785_411_784, 1.0, 0.0),
    exact("fahrenheit_to_celsius", 5.0, 9.0, -160.0 / 9.0),
    exact("celsius_to_fahrenheit", 9.0, 5.0, 32.0),
];

/// The size of a number that a spec may give.
const LARGEST: f64 = 1e12;

pub(super) const KIND: StepKind = StepKind {
    id: "units",
    label: "Convert units",
    purpose: Purpose::Clean,
    help: "Multiplies numeric columns by a factor and adds an offset, so that they have the unit you think in, or one unit where files have several.",
    sklearn: "FunctionTransformer(lambda x: x * factor + offset)",
    params: &[
        ParamSpec {
            name: "conversion",
            label: "Conversion",
            help: "From which unit to which. With a factor of your own any other can be made.",
            domain: Domain::Choice(&[
                Choice { value: "factor", label: "A factor and an offset" },
                Choice { value: "inch_to_cm", label: "Inches to centimetres" },
                Choice { value: "cm_to_inch", label: "Centimetres to inches" },
                Choice { value: "foot_to_m", label: "Feet to metres" },
                Choice { value: "m_to_foot", label: "Metres to feet" },
                Choice { value: "mile_to_km", label: "Miles to kilometres" },
                Choice { value: "km_to_mile", label: "Kilometres to miles" },
                Choice { value: "pound_to_kg", label: "Pounds to kilograms" },
                Choice { value: "kg_to_pound", label: "Kilograms to pounds" },
                Choice { value: "ounce_to_g", label: "Ounces to grams" },
                Choice { value: "us_gallon_to_l", label: "US gallons to litres" },
                Choice { value: "fahrenheit_to_celsius", label: "°F to °C" },
                Choice { value: "celsius_to_fahrenheit", label: "°C to °F" },
            ]),
            default: Default::Text("factor"),
            visible_when: None,
        },
        ParamSpec {
            name: "factor",
            label: "Factor",
            help: "What every number is multiplied by, such as 0.001 from grams to kilograms.",
            domain: Domain::Float { min: -LARGEST, max: LARGEST, log: false },
            default: Default::Float(1.0),
            visible_when: Some(("conversion", &["factor"])),
        },
        ParamSpec {
            name: "offset",
            label: "Offset",
            help: "What is added afterwards, in the new unit, such as -273.15 from kelvins to °C.",
            domain: Domain::Float { min: -LARGEST, max: LARGEST, log: false },
            default: Default::Float(0.0),
            visible_when: Some(("conversion", &["factor"])),
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: true,
};

/// The conversion, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    factor: f64,
    divisor: f64,
    offset: f64,
    columns: Vec<Touched>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let chosen = input.params.text("conversion");
    let mut fitted = match CONVERSIONS.iter().find(|known| known.value == chosen) {
        Some(Conversion { factor, divisor, offset, .. }) => {
            Fitted { factor: *factor, divisor: *divisor, offset: *offset, columns: Vec::new() }
        }
        None => Fitted {
            factor: input.params.float("factor"),
            divisor: 1.0,
            offset: input.params.float("offset"),
            columns: Vec::new(),
        },
    };
    let (columns, rows) = cells::learn_numbers(input, fitted.conversion())?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::Units(fitted), rows })
}

impl Fitted {
    fn conversion(&self) -> impl Fn(f64) -> f64 + use<> {
        let Self { factor, divisor, offset, .. } = *self;
        move |value| value * factor / divisor + offset
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let convert = self.conversion();
        cells::apply(&KIND, table, &self.columns, |_, column| Ok(numbers::changed(column, &convert)))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "changed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_conversion_of_the_menu_is_known() {
        let Some(Domain::Choice(choices)) = KIND.params.first().map(|param| param.domain.clone()) else {
            unreachable!("the first parameter is a choice")
        };
        let named: Vec<&str> = choices.iter().map(|choice| choice.value).skip(1).collect();
        assert_eq!(named, CONVERSIONS.map(|known| known.value));
    }

    #[test]
    fn water_freezes_and_boils() {
        let converted = |value: &str, number: f64| {
            let of = CONVERSIONS.iter().find(|known| known.value == value);
            of.map(|of| number * of.factor / of.divisor + of.offset)
        };
        assert_eq!(converted("celsius_to_fahrenheit", 100.0), Some(212.0));
        for (fahrenheit, celsius) in [(32.0, 0.0), (212.0, 100.0), (-40.0, -40.0)] {
            let found = converted("fahrenheit_to_celsius", fahrenheit).unwrap_or(f64::NAN);
            assert!((found - celsius).abs() < 1e-13, "{found}");
        }
    }
}
