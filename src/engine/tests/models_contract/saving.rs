//! Saved models, whole and tampered with.

use super::*;
use engine::models;
use engine::params::{Member, Resolved};

#[test]
fn saved_and_loaded_models_predict_the_same() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let x = suited(kind, &x);
        for params in variants(kind, task) {
            let model = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let text = serde_json::to_string(&model).unwrap();
            assert!(text.starts_with(&format!("{{\"{}\":", kind.id)), "{text:.40}");
            let loaded: FittedModel = serde_json::from_str(&text).unwrap();
            loaded.check(6, n_classes(task)).unwrap();
            assert_eq!(loaded, model);
            assert_eq!(loaded.predict(x.view()).unwrap(), model.predict(x.view()).unwrap());
            assert!(loaded.check(5, n_classes(task)).is_err());
            assert!(loaded.check(6, Some(9)).is_err());
            let other_task = if task == Task::Regression { Some(N_CLASSES) } else { None };
            assert!(loaded.check(6, other_task).is_err(), "{}", kind.id);
        }
    });
}

/// Parameters that give a small model: its file is changed number by number, each time as a whole.
fn small(kind: &ModelKind, task: Task) -> Resolved {
    let few = kind
        .params(task)
        .iter()
        .filter(|spec| ["n_estimators", "max_iter", "min_samples_leaf", "hidden_units"].contains(&spec.name));
    let few = few.map(|spec| {
        let least = if let Domain::Int { min, .. } = spec.domain { min.max(2) } else { 2 };
        (spec.name.to_owned(), ParamValue::Int(least))
    });
    let resolved = kind.resolve(task, &few.collect()).unwrap();
    let members = resolved.members().iter().map(|member| Member {
        kind: "decision_tree".to_owned(),
        params: small(models::kind("decision_tree").unwrap(), task),
        ..member.clone()
    });
    let members = members.collect();
    resolved.with_members(members)
}

/// Every number of the file replaced, one at a time, by every awkward one, and every array cut.
#[test]
fn a_tampered_model_is_an_error_or_predicts() {
    let (x, y) = rows(16, 3);
    each(|kind, task| {
        let x = suited(kind, &x);
        let set = TrainSet::new(x.view(), y.target(task), 3);
        let model = kind.fit(&small(kind, task), &set, &mut Silent).unwrap();
        let whole = serde_json::to_value(&model).unwrap();
        let mut places = Vec::new();
        collect(&whole, String::new(), &mut places);
        let mut refused = 0;
        for place in &places {
            let found = whole.pointer(place).unwrap();
            let mut replacements: Vec<serde_json::Value> = if found.is_array() {
                vec![serde_json::json!([]), serde_json::json!(found.as_array().unwrap()[1..])]
            } else {
                [-1.0, 0.0, 1.0, 2.0, 5.0, 1e6, 4_294_967_295.0, 1.8e19, 1e308, 0.5, f64::NAN]
                    .iter()
                    .flat_map(|number| [serde_json::json!(number), serde_json::json!(*number as u64)])
                    .collect()
            };
            replacements.push(serde_json::Value::Null);
            for replacement in replacements {
                let mut tampered = whole.clone();
                *tampered.pointer_mut(place).unwrap() = replacement;
                let Ok(loaded) = serde_json::from_value::<FittedModel>(tampered) else {
                    refused += 1;
                    continue;
                };
                match loaded.check(3, n_classes(task)) {
                    Err(error) => {
                        assert!(matches!(error, EngineError::Model(_)));
                        refused += 1;
                    }
                    Ok(()) => {
                        // Finite or refused: either way no panic and an end.
                        if let Ok(output) = loaded.predict(x.view()) {
                            assert_eq!(output.len(), 16);
                        }
                        let _ = loaded.importances();
                    }
                }
            }
        }
        assert!(refused > 0, "{} accepts everything", kind.id);
    });
}

fn collect(value: &serde_json::Value, place: String, places: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| collect(field, format!("{place}/{name}"), places));
        }
        serde_json::Value::Array(items) => {
            if !items.is_empty() {
                places.push(place.clone());
            }
            items.iter().enumerate().for_each(|(i, item)| collect(item, format!("{place}/{i}"), places));
        }
        serde_json::Value::Number(_) | serde_json::Value::Bool(_) => places.push(place),
        _ => {}
    }
}
