/// The rows and answers of one machine, see [`Problem`](super::solver::Problem).
pub struct Lesson {
    /// Rows of the training set, ascending.
    pub rows: Vec<u32>,
    /// One a row.
    pub target: Vec<f64>,
    /// One a row.
    pub lower: Vec<f64>,
    /// One a row.
    pub upper: Vec<f64>,
}

impl Lesson {
    /// Numbers of all rows.
    pub fn of_numbers(values: &[f64], bound: f64) -> Self {
        Self {
            rows: (0..values.len() as u32).collect(),
            target: values.to_vec(),
            lower: vec![-bound; values.len()],
            upper: vec![bound; values.len()],
        }
    }

    /// One lesson for each pair of the `seen` classes, in the order (0, 1), (0, 2), …, (1, 2), …, with
    /// a bound a class; the second of a pair is the positive one.
    pub fn of_classes(codes: &[u32], seen: &[u32], bounds: &[f64]) -> Vec<Self> {
        let mut lessons = Vec::new();
        for (place, first) in seen.iter().enumerate() {
            for second in &seen[place + 1..] {
                let rows = (0..).zip(codes).filter(|(_, code)| *code == first || *code == second);
                let (rows, codes): (Vec<u32>, Vec<u32>) = rows.unzip();
                let choose = |one: f64, other: f64| {
                    codes.iter().map(|code| if code == second { one } else { other }).collect()
                };
                let [low, high] = [first, second].map(|class| bounds[*class as usize]);
                lessons.push(Self {
                    target: choose(1.0, -1.0),
                    lower: choose(0.0, -low),
                    upper: choose(high, 0.0),
                    rows,
                });
            }
        }
        lessons
    }
}
