//! Form controls. [`ParamField`] makes the control of a parameter from its declaration.

mod field;
mod param;
mod slider;

pub(crate) use field::{Select, TextArea, TextField, Toggle};
pub(crate) use param::ParamForm;
pub(crate) use slider::{Range, Slider};
