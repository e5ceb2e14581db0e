//! What every station teaches: why it exists, what goes wrong there, an experiment, and the same in
//! scikit-learn. Pure text; the panel beside a station shows it.
//!
//! The experiments name bundled samples and were followed with scikit-learn before they were
//! written down: their figures are rounded so that another seed gives them too.

/// The lesson of one station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// The station, in lower case.
    pub station: &'static str,
    /// Why the station exists, in paragraphs.
    pub why: &'static [&'static str],
    /// What can go wrong in it, one sentence or two each.
    pub wrong: &'static [&'static str],
    /// An experiment with a bundled sample.
    pub try_it: &'static str,
    /// The matching lines of scikit-learn.
    pub sklearn: &'static str,
}

/// The lessons, in the order of the line.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        station: "collect",
        why: &[
            "A file is only text until someone says what it means. Is 3 a quantity or the name of a group? Is a blank cell a zero, or not known? Every later station builds on these answers.",
            "Look at the columns before you train anything. Most models that fail later could have been stopped here by one look at a histogram.",
        ],
        wrong: &[
            "A column that holds the answer in another form makes every model look perfect, and the model is worthless the day that column is not known yet.",
            "A code such as 1, 2, 3 for three places is read as a quantity, so the model believes that place 3 is three times place 1.",
            "A marker for missing, such as NA, ? or -999, passes for a value.",
        ],
        try_it: "Load Bike sharing by the hour, one-hot encode mnth and weathersit, and fit linear regression: R² is 1.00, because casual and registered add up to bikers. Set both to ignored. What is left is about 0.4.",
        sklearn: "df = pd.read_csv(\"bike-sharing.csv\")\n\
                  y = df[\"bikers\"]\n\
                  X = df.drop(columns=[\"bikers\", \"casual\",\n                     \"registered\"])",
    },
    Lesson {
        station: "prepare",
        why: &[
            "Most models want numbers, none missing, in comparable units. Prepare turns the columns as they came into columns that a model can use, and keeps a recipe, so that new rows go through exactly the same steps.",
            "Every step learns from the training rows only: the mean that fills a gap, the range that scales a column, the levels that become columns. Had it seen the other rows, the score at the end would know a little of what it should not. Choose a step in the list to see, cell by cell, what it changes.",
        ],
        wrong: &[
            "Scaling or filling before the split lets the judged rows leak into the training.",
            "Dropping every row with a gap may drop one kind of row more than others, and the rest no longer stands for the whole.",
            "A level that was not there in training arrives later. The recipe must say what happens then.",
        ],
        try_it: "Load Wine and train k-NN with 5 neighbours and no steps: about two validation rows in three are right. Add standard scaling: more than nine in ten. Nothing changed but the units.",
        sklearn: "prepare = make_column_transformer(\n\
                  \x20   (make_pipeline(SimpleImputer(),\n\
                  \x20                  StandardScaler()), numeric),\n\
                  \x20   (OneHotEncoder(handle_unknown=\"ignore\"),\n\
                  \x20    categorical))",
    },
    Lesson {
        station: "split",
        why: &[
            "Whoever writes the exam from the homework learns nothing about the pupils. Some rows are put aside before any step or model sees a row, and only they can tell how the model does on new ones.",
            "There are two such sets. The validation rows help you choose, as often as you like. The test rows are opened once, when everything is chosen.",
        ],
        wrong: &[
            "Rows that belong together, such as one patient's visits or neighbouring hours, fall on both sides, and the model recognises instead of predicting.",
            "A rare class ends up almost wholly on one side. Stratifying keeps its share on each.",
            "The judged set is so small that its score is luck: on 30 rows one row more or less moves accuracy by 0.03.",
        ],
        try_it: "Load Iris, train a decision tree, and change nothing but the seed of the split, five times. Validation accuracy moves by several hundredths. That is how far a single split can be trusted.",
        sklearn: "X_rest, X_test, y_rest, y_test = \\\n\
                  \x20   train_test_split(X, y, test_size=0.2,\n\
                  \x20                    stratify=y, random_state=0)",
    },
    Lesson {
        station: "train",
        why: &[
            "Training looks for the rule that fits the training rows best, among all the rules that the chosen family of models can express. The family and its settings decide how far it may bend.",
            "Too stiff, and it misses what is there. Too loose, and it learns the noise by heart. The settings are there to find the middle, and the validation rows to recognise it. Watch it learn plays a fit in its order: splits, rounds or epochs, and what the model says at each.",
        ],
        wrong: &[
            "The model is perfect on the training rows and much worse on the validation rows: it overfits. Make it simpler, or give it more rows.",
            "Both scores are poor, hardly better than the baseline: it underfits, or the columns do not hold the answer.",
            "Settings were turned until the validation score was good by chance. The more you tried, the more it flatters.",
        ],
        try_it: "Make Two moons with noise 0.4 and train k-NN with 1 neighbour: training accuracy is 1.00, validation far from it. Then take 25 neighbours: training falls, and validation comes level with it.",
        sklearn: "model = KNeighborsClassifier(n_neighbors=25)\n\
                  pipe = make_pipeline(prepare, model)\n\
                  pipe.fit(X_train, y_train)",
    },
    Lesson {
        station: "tune",
        why: &[
            "Which settings are best depends on the data. A search tries many, and judges each on folds: the training rows are dealt into parts, and each part in turn is judged by a pipeline that learned, steps and all, from the others.",
            "The mean over the folds is steadier than one split, and the spread between them says how far a difference can be trusted. Validation and test rows stay out of it.",
        ],
        wrong: &[
            "The best of many trials was partly lucky: its score flatters. Nested resampling, or the validation rows, tell by how much.",
            "The best value lies at the edge of its range: the true best may lie beyond. Widen the range and search again.",
            "Rows of one group, or of neighbouring times, are dealt into different folds, and every trial looks better than it is.",
        ],
        try_it: "Make Two moons with noise 0.4 and choose k-NN. Search 1 to 60 neighbours with a grid: with 1 neighbour the training score is 1.00 and the fold score is the worst; the fold score rises, and is flat from about 10 on.",
        sklearn: "search = RandomizedSearchCV(\n\
                  \x20   pipe, space, n_iter=20, cv=5,\n\
                  \x20   scoring=\"f1_macro\")\n\
                  search.fit(X_train, y_train)\n\
                  search.best_params_",
    },
    Lesson {
        station: "evaluate",
        why: &[
            "A model can learn its training rows by heart and still know nothing. Only rows kept away from it can tell, and only beside a baseline that does no thinking at all does a score mean anything.",
            "One number hides much. Which rows are wrong, which class is confused with which, how far off a guess is: that decides whether the model is of use. Explain goes on from there: which columns the model leans on, how each acts, and what would have turned one prediction.",
        ],
        wrong: &[
            "Accuracy on uneven classes: where 95 of 100 rows are of one class, always naming it scores 0.95.",
            "The test rows are opened again and again, until they are only more validation rows.",
            "Two models a hundredth apart on a few dozen rows are called better and worse, when nobody can tell.",
        ],
        try_it: "Load Weather in Seattle, set date to ignored and train a random forest. About 0.8 of the validation rows are right, yet balanced accuracy is only about 0.5. The confusion matrix tells why: fog and drizzle are hardly ever found.",
        sklearn: "y_hat = pipe.predict(X_valid)\n\
                  accuracy_score(y_valid, y_hat)\n\
                  balanced_accuracy_score(y_valid, y_hat)\n\
                  confusion_matrix(y_valid, y_hat)",
    },
];

/// The lesson of a station, by its name in lower case.
#[must_use]
pub fn of(station: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.station == station)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_has_a_whole_lesson() {
        for station in ["collect", "prepare", "split", "train", "tune", "evaluate"] {
            let lesson = of(station);
            assert!(
                lesson.is_some_and(|lesson| lesson.why.len() == 2 && lesson.wrong.len() == 3),
                "{station}: {lesson:?}"
            );
        }
    }

    #[test]
    fn an_experiment_names_a_bundled_sample() {
        for lesson in LESSONS {
            let named = engine::samples::SAMPLES.iter().any(|card| lesson.try_it.contains(card.title));
            assert!(named, "{}: {}", lesson.station, lesson.try_it);
        }
    }

    #[test]
    fn code_fits_the_panel() {
        for lesson in LESSONS {
            for line in lesson.sklearn.lines() {
                assert!(line.chars().count() <= 48, "{}: {line}", lesson.station);
            }
        }
    }
}
