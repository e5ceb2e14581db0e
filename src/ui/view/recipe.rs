//! Steps worth adding, from what is known of the columns.

use engine::params::ParamValue;
use engine::pipeline::PipelineSpec;
use engine::steps::{Keyword, Selector, StepSpec};
use engine::table::{DType, Role};
use job::Dataset;

/// The steps without which the model cannot be trained at all: missing cells filled in, categories
/// made numbers. They stand in the recipe, where they can be seen and changed.
#[must_use]
pub fn first_steps(dataset: &Dataset, spec: &PipelineSpec) -> Vec<StepSpec> {
    let features = || dataset.columns.iter().filter(|column| spec.role(&column.name) == Role::Feature);
    let any = |dtypes: &[DType], missing: bool| {
        features().any(|column| dtypes.contains(&column.dtype) && (!missing || column.missing > 0))
    };
    let mut steps = Vec::new();
    if any(&[DType::Numeric], true) {
        steps.push(StepSpec::new("impute"));
    }
    for (dtype, keyword) in [(DType::Categorical, Keyword::Categorical), (DType::Boolean, Keyword::Boolean)] {
        if any(&[dtype], true) {
            let mut step = StepSpec::new("impute");
            step.columns = Selector::Kind(keyword);
            step.params.insert("strategy".to_owned(), ParamValue::Text("most_frequent".to_owned()));
            steps.push(step);
        }
    }
    if any(&[DType::Categorical], false) {
        let mut step = StepSpec::new("one_hot");
        step.columns = Selector::Kind(Keyword::Categorical);
        steps.push(step);
    }
    steps
}
