//! SHAP values of weighted sums: coefficient × (cell − mean), where features are taken as independent
//! (S. Lundberg, S. Lee, *A Unified Approach to Interpreting Model Predictions*, 2017, corollary 1).

/// What one weighted sum says of a row, by feature.
pub(super) struct Sum {
    /// Its value at the means.
    pub(super) base: f64,
    /// What each feature's distance from its mean adds.
    pub(super) values: Vec<f64>,
    /// Its value at the row.
    pub(super) total: f64,
}

/// Takes `intercept + Σ coefficient · feature` of a row apart; `means` are those of the training rows.
pub(super) fn explain(coefficients: &[f64], intercept: f64, means: &[f64], row: &[f64]) -> Sum {
    let at =
        |cells: &[f64]| coefficients.iter().zip(cells).map(|(w, cell)| w * cell).sum::<f64>() + intercept;
    Sum {
        base: at(means),
        values: coefficients
            .iter()
            .zip(row.iter().zip(means))
            .map(|(w, (cell, mean))| w * (cell - mean))
            .collect(),
        total: at(row),
    }
}
