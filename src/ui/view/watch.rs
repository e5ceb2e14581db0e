//! A moment as charts.

use engine::timeline::{Answers, GRID, Network, Plane, Point, Surface, Timeline, TreeFacts};
use plot::{
    Boundary, Lines, NetworkDiagram, NetworkLayer, NodeLook, PlanePoint, Says, Series, TreeDiagram, TreeNode,
};

/// The caption of a moment: `Moment 3 of 12: split a <= 1, gain 0.3`.
#[must_use]
pub fn caption(timeline: &Timeline, at: usize) -> String {
    let Some(moment) = timeline.moments.get(at) else { return String::new() };
    let figure = |name: &str, value: Option<f64>| match value {
        Some(value) if !name.is_empty() => format!(" · {name} {}", plot::number::short(value)),
        _ => String::new(),
    };
    let held_out = format!("{} of rows held out", timeline.loss.to_lowercase());
    let held_out = if timeline.loss.is_empty() { "" } else { &held_out };
    format!(
        "Moment {} of {}: {}{}{}{}",
        at + 1,
        timeline.moments.len(),
        moment.label,
        figure(&timeline.loss.to_lowercase(), moment.train),
        figure(held_out, moment.validation),
        figure(&timeline.score.to_lowercase(), moment.score),
    )
}

/// How loss or score went, with a line at the moment; none where neither is known.
#[must_use]
pub fn curve(timeline: &Timeline, at: usize) -> Option<Lines> {
    let points = |of: fn(&engine::timeline::Moment) -> Option<f64>| -> Vec<(f64, f64)> {
        timeline.moments.iter().filter_map(|m| of(m).map(|value| (m.step as f64, value))).collect()
    };
    let train = points(|moment| moment.train);
    let (label, lines) = if train.is_empty() {
        (&timeline.score, vec![(timeline.score.clone(), points(|moment| moment.score))])
    } else {
        let held_out = points(|moment| moment.validation);
        (&timeline.loss, vec![("Training rows".to_owned(), train), ("Rows held out".to_owned(), held_out)])
    };
    let mut series: Vec<Series> = lines
        .into_iter()
        .filter(|(_, points)| !points.is_empty())
        .map(|(name, points)| Series { name, points, band: Vec::new() })
        .collect();
    let values = || series.iter().flat_map(|series| series.points.iter().map(|point| point.1));
    let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
    let step = timeline.moments.get(at)?.step as f64;
    series.push(Series {
        name: "This moment".to_owned(),
        points: vec![(step, low), (step, high)],
        band: Vec::new(),
    });
    Some(Lines {
        title: format!("{label} as it learned"),
        x_label: format!("{}s", timeline.unit),
        y_label: label.clone(),
        series,
    })
}

/// What the model of a moment says over a plane.
#[must_use]
pub fn boundary(
    timeline: &Timeline,
    target: &str,
    plane: &Plane,
    points: &[Point],
    surface: &Surface,
) -> Boundary {
    let says = match &surface.answers {
        Answers::Numbers(numbers) => Says::Numbers(numbers.clone()),
        Answers::Classes { codes, shares } => Says::Classes { codes: codes.clone(), shares: shares.clone() },
    };
    Boundary {
        title: "What it says at this moment".to_owned(),
        x_label: plane.x_label.clone(),
        y_label: plane.y_label.clone(),
        value_label: target.to_owned(),
        classes: timeline.classes.clone(),
        x: plane.x,
        y: plane.y,
        columns: GRID,
        says,
        points: points.iter().map(|p| PlanePoint { x: p.x, y: p.y, value: p.value }).collect(),
    }
}

/// The whole tree with what is not there yet at a step only in outline, the newest question marked.
#[must_use]
pub fn growing(timeline: &Timeline, facts: &TreeFacts, step: usize) -> TreeDiagram {
    let mut there = vec![false; facts.nodes.len()];
    if let Some(root) = there.first_mut() {
        *root = true;
    }
    for node in &facts.nodes {
        let asked = node.step.is_some_and(|asked| asked <= step);
        for child in node.children.into_iter().flatten() {
            if let Some(there) = there.get_mut(child) {
                *there = asked;
            }
        }
    }
    diagram("The tree at this moment", timeline, facts, |at, asked| {
        if !there.get(at).copied().unwrap_or(false) {
            (false, NodeLook::Pale)
        } else if asked == Some(step) {
            (true, NodeLook::Lit)
        } else {
            (asked.is_some_and(|asked| asked <= step), NodeLook::Plain)
        }
    })
}

/// The tree that came last.
#[must_use]
pub fn added(timeline: &Timeline, facts: &TreeFacts) -> TreeDiagram {
    diagram("The tree that came last", timeline, facts, |_, _| (true, NodeLook::Plain))
}

/// `state` says of a node whether it asks already, and how it looks.
fn diagram(
    title: &str,
    timeline: &Timeline,
    facts: &TreeFacts,
    state: impl Fn(usize, Option<usize>) -> (bool, NodeLook),
) -> TreeDiagram {
    let mut branches = vec![""; facts.nodes.len()];
    for node in &facts.nodes {
        for (child, branch) in node.children.into_iter().flatten().zip(["yes", "no"]) {
            if let Some(cell) = branches.get_mut(child) {
                *cell = branch;
            }
        }
    }
    let nodes = facts.nodes.iter().zip(branches).enumerate().map(|(at, (node, branch))| {
        let (asks, look) = state(at, node.step);
        let question = node.question.as_ref().filter(|_| asks);
        let rows = plot::number::counted(u64::from(node.rows), "row", "rows");
        let gain = node.gain.filter(|_| asks).map(|gain| format!("gain {}", plot::number::short(gain)));
        TreeNode {
            branch: branch.to_owned(),
            label: question.unwrap_or(&node.answer).clone(),
            details: std::iter::once(rows).chain(gain).collect(),
            shares: node.shares.clone(),
            look,
            children: node.children.map_or_else(Vec::new, |children| children.to_vec()),
        }
    });
    let named = facts.nodes.iter().any(|node| !node.shares.is_empty());
    TreeDiagram {
        title: title.to_owned(),
        classes: if named { timeline.classes.clone() } else { Vec::new() },
        nodes: nodes.collect(),
        depth: TreeDiagram::LEGIBLE,
    }
}

/// The units and weights at a moment.
#[must_use]
pub fn network(network: &Network) -> NetworkDiagram {
    let last = network.layers.len().saturating_sub(1);
    let layers = network.layers.iter().enumerate().map(|(at, layer)| NetworkLayer {
        name: match at {
            0 => "Features".to_owned(),
            at if at == last => "Answer".to_owned(),
            at => format!("Layer {at}"),
        },
        units: layer.units.clone(),
        left_out: layer.left_out,
    });
    NetworkDiagram {
        title: "The network at this moment".to_owned(),
        layers: layers.collect(),
        weights: network.weights.clone(),
    }
}

#[cfg(test)]
mod tests {
    use engine::models::Task;
    use engine::timeline::{Moment, TreeNode as Node};

    use super::*;

    fn timeline() -> Timeline {
        let moment = |step: usize, train| Moment {
            step,
            label: format!("split {step}"),
            gain: None,
            train: Some(train),
            validation: None,
            score: None,
        };
        Timeline {
            subject: "Decision tree".into(),
            unit: "split".into(),
            total: 2,
            moments: vec![moment(0, 0.5), moment(1, 0.25), moment(2, 0.0)],
            loss: "Gini index left".into(),
            score: String::new(),
            note: None,
            task: Task::Classification,
            classes: vec!["a".into(), "b".into()],
            axes: Vec::new(),
            view: None,
            tree: None,
        }
    }

    fn tree() -> TreeFacts {
        let node = |step: Option<usize>, children| Node {
            question: step.map(|step| format!("question {step}")),
            step,
            answer: "a 60%".into(),
            gain: step.map(|_| 0.25),
            rows: 10,
            shares: vec![0.6, 0.4],
            children,
        };
        let nodes = vec![
            node(Some(1), Some([1, 2])),
            node(Some(2), Some([3, 4])),
            node(None, None),
            node(None, None),
            node(None, None),
        ];
        TreeFacts { nodes, left_out: 0 }
    }

    #[test]
    fn a_caption_says_where_and_what() {
        assert_eq!(caption(&timeline(), 1), "Moment 2 of 3: split 1 · gini index left 0.25");
        assert_eq!(caption(&timeline(), 9), "");
    }

    #[test]
    fn the_curve_has_a_line_at_the_moment() {
        let chart = curve(&timeline(), 1).unwrap();
        assert_eq!(chart.series.len(), 2);
        assert_eq!(chart.series[1].points, [(1.0, 0.0), (1.0, 0.5)]);
        let mut bare = timeline();
        bare.moments.iter_mut().for_each(|moment| moment.train = None);
        assert_eq!(curve(&bare, 1), None);
    }

    #[test]
    fn a_tree_grows_in_the_order_of_its_questions() {
        let looks = |step| {
            let diagram = growing(&timeline(), &tree(), step);
            diagram.nodes.iter().map(|node| (node.look, node.label.clone())).collect::<Vec<_>>()
        };
        let pale = NodeLook::Pale;
        let none = looks(0);
        assert_eq!((none[0].0, none[0].1.as_str()), (NodeLook::Plain, "a 60%"));
        assert_eq!((none[1].0, none[3].0), (pale, pale));
        let one = looks(1);
        assert_eq!((one[0].0, one[0].1.as_str()), (NodeLook::Lit, "question 1"));
        assert_eq!((one[1].0, one[1].1.as_str(), one[3].0), (NodeLook::Plain, "a 60%", pale));
        let two = looks(2);
        assert_eq!((two[0].0, two[1].0, two[3].0), (NodeLook::Plain, NodeLook::Lit, NodeLook::Plain));
    }
}
