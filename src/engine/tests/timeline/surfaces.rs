//! What a moment's model says over a plane.

use engine::split::Split;
use engine::timeline::{Answers, GRID, MOST_POINTS, View};
use ndarray::Array2;

use super::{penguins, spec, watch};

#[test]
fn a_surface_is_what_the_model_says_of_its_cells() {
    let table = penguins();
    for (target, model) in [("species", "random_forest"), ("body_mass_g", "ridge"), ("sex", "svm")] {
        let (watched, pipeline) = watch(&spec(target, model, &[]));
        let timeline = watched.timeline();
        let view = View::Features("bill_depth_mm".to_owned(), "bill_length_mm".to_owned());
        let last = timeline.moments.len() - 1;
        let found = watched.surfaces(&view, &[last]).unwrap();
        assert_eq!(found, watched.surfaces(&view, &[last]).unwrap(), "the same each time");
        assert!(found.points.len() <= MOST_POINTS && found.points.len() > 150);

        // The cells, independently: medians of numbers, the most frequent of two values.
        let column = table.column(target).unwrap();
        let split =
            Split::new(&spec(target, model, &[]).split, &table, column, target != "body_mass_g").unwrap();
        let lesson = pipeline.lesson(&split, &table).unwrap();
        let x = &lesson.design.x;
        let held = |feature: usize| {
            let mut cells: Vec<f64> = x.column(feature).to_vec();
            cells.sort_by(f64::total_cmp);
            let mut distinct = cells.clone();
            distinct.dedup();
            match distinct.len() {
                1 | 2 => {
                    let least = cells.iter().filter(|cell| **cell == distinct[0]).count();
                    distinct[usize::from(2 * least < cells.len() && distinct.len() == 2)]
                }
                _ => f64::midpoint(cells[(cells.len() - 1) / 2], cells[cells.len() / 2]),
            }
        };
        let at = |name: &str| pipeline.features.iter().position(|feature| feature == name).unwrap();
        let (a, b) = (at("bill_depth_mm"), at("bill_length_mm"));
        let side =
            |(low, high): (f64, f64), cell: usize| low + (cell as f64 + 0.5) / GRID as f64 * (high - low);
        let mut rows = Array2::from_shape_fn((GRID * GRID, x.ncols()), |(_, feature)| held(feature));
        for cell in 0..GRID * GRID {
            rows[(cell, a)] = side(found.plane.x, cell % GRID);
            rows[(cell, b)] = side(found.plane.y, cell / GRID);
        }
        let expected = Answers::from(pipeline.model.predict(rows.view()).unwrap());
        assert_eq!(found.surfaces[0].answers, expected, "{model}");
        let inside = |value: f64, (low, high): (f64, f64)| low < value && value < high;
        assert!(found.points.iter().all(|p| inside(p.x, found.plane.x) && inside(p.y, found.plane.y)));

        let spread = watched.surfaces(&View::Components, &[0]).unwrap();
        let size = |of: fn(&engine::timeline::Point) -> f64| {
            spread.points.iter().map(|p| of(p) * of(p)).sum::<f64>()
        };
        assert!(size(|p| p.x) > size(|p| p.y), "the first component has the greater spread");
    }
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let (watched, _) = watch(&spec("species", "decision_tree", &[]));
    let name = || "bill_depth_mm".to_owned();
    let refused = |view: View, moments: &[usize]| watched.surfaces(&view, moments).unwrap_err().to_string();
    assert!(refused(View::Components, &[999]).starts_with("there is no moment 999"));
    assert!(refused(View::Features(name(), name()), &[0]).contains("needs two features"));
    assert!(refused(View::Features(name(), "nobody".to_owned()), &[0]).contains("\"nobody\""));
    assert!(watched.model(999).is_err());
    let mut alone = spec("species", "decision_tree", &[]);
    for column in penguins().columns().iter().filter(|c| !["species", "year"].contains(&c.name())) {
        alone.roles.insert(column.name().to_owned(), engine::table::Role::Ignored);
    }
    let (watched, _) = watch(&alone);
    assert_eq!(watched.timeline().view, None);
    let text = watched.surfaces(&View::Components, &[0]).unwrap_err().to_string();
    assert!(text.contains("need two features"), "{text}");
}
