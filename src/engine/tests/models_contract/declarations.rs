//! What a family declares.

use super::*;

#[test]
fn every_parameter_says_what_it_does_and_refuses_what_is_out_of_its_domain() {
    each(|kind, task| {
        assert!(kind.help.len() > 40 && !kind.label.is_empty() && !kind.sklearn(task).is_empty());
        for spec in kind.params(task) {
            assert!(spec.help.len() > 40 && !spec.label.is_empty(), "{}.{}", kind.id, spec.name);
            assert!(spec.domain.check(&spec.default_value()).is_some(), "{}.{}", kind.id, spec.name);
            for value in spec.domain.invalid_values() {
                let params = Params::from([(spec.name.to_owned(), value)]);
                let error = kind.resolve(task, &params).unwrap_err().to_string();
                assert!(error.starts_with(&format!("{}: {} must be ", kind.id, spec.name)), "{error}");
            }
        }
    });
}

#[test]
fn ids_are_unique_and_an_unknown_one_lists_the_known() {
    for found in CATALOGUE {
        assert!(std::ptr::eq(kind(found.id).unwrap(), *found), "{}", found.id);
    }
    let error = kind("random_florest").unwrap_err().to_string();
    assert!(error.contains("\"random_florest\"") && error.contains("\"random_forest\""), "{error}");
}

#[test]
fn a_task_the_family_lacks_is_an_error() {
    let (x, y) = rows(20, 3);
    for kind in CATALOGUE {
        for task in Task::ALL.into_iter().filter(|task| !kind.tasks.contains(task)) {
            let error = fit(kind, &x, y.target(task)).unwrap_err();
            assert!(matches!(error, EngineError::Spec(_)), "{error}");
            let params = kind.resolve(kind.tasks[0], &Params::new()).unwrap();
            let set = TrainSet::new(x.view(), y.target(task), 0);
            assert!(matches!(kind.fit(&params, &set, &mut Silent), Err(EngineError::Spec(_))));
        }
    }
}
