//! What holds for every chart's drawing: well-formed, escaped, themed, inside its sheet, repeatable.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use plot::{
    Across, Bars, Boundary, Chart, Confusion, Dependence, Feature, Frame, Histogram, Importance, Ink, Lines,
    NetworkDiagram, NetworkLayer, NodeLook, PlanePoint, Reference, Roc, RocCurve, Says, Scatter, Scheme,
    Series, TreeDiagram, TreeNode, Waterfall, standalone,
};
use proptest::prelude::*;
use roxmltree::{Document, Node};

const EVIL: &str = "\"><script>alert(1)</script>&]]>\u{0}\u{8}";

/// Every chart from the same few numbers and one name.
fn charts(values: &[f64], counts: &[u64], name: &str) -> Vec<Box<dyn Chart>> {
    let names: Vec<String> = (0..counts.len()).map(|i| format!("{name} {i}")).collect();
    let pairs: Vec<(f64, f64)> = values.iter().copied().zip(values.iter().copied().rev()).collect();
    let side = (counts.len() as f64).sqrt() as usize;
    let scatter = |reference| Scatter {
        title: name.into(),
        x_label: name.into(),
        y_label: name.into(),
        points: pairs.clone(),
        reference,
    };
    let series = |name: &String| Series { name: name.clone(), points: pairs.clone(), band: pairs.clone() };
    let curve = |class: &String| RocCurve {
        class: class.clone(),
        points: values.iter().map(|v| (v.abs().fract(), v.abs().sqrt().fract())).collect(),
        auc: values.first().copied(),
    };
    let feature = |(name, &value): (&String, &f64)| Feature {
        name: name.clone(),
        value,
        spread: Some(value.abs() / 3.0),
    };
    let plane = |says, classes: &[String]| Boundary {
        title: name.into(),
        x_label: name.into(),
        y_label: name.into(),
        value_label: name.into(),
        classes: classes.to_vec(),
        x: pairs.first().copied().unwrap_or((0.0, 0.0)),
        y: (0.0, 1.0),
        columns: side.max(1),
        says,
        points: pairs.iter().enumerate().map(|(at, &(x, y))| PlanePoint { x, y, value: at as f64 }).collect(),
    };
    let layer = |units: &[String]| NetworkLayer { name: name.into(), units: units.to_vec(), left_out: side };
    let dependence = |across| Dependence {
        title: name.into(),
        column: name.into(),
        measure: name.into(),
        across,
        average: values.to_vec(),
        individual: vec![values.iter().rev().copied().collect(), vec![0.5]],
        own: values.to_vec(),
    };
    let node = |at: usize, name: &String| TreeNode {
        branch: name.clone(),
        label: name.clone(),
        details: names.iter().take(at % 4).cloned().collect(),
        shares: values.to_vec(),
        look: [NodeLook::Plain, NodeLook::Lit, NodeLook::Pale][at % 3],
        children: vec![at * 2 + 1, at * 2 + 2],
    };
    vec![
        Box::new(Confusion {
            title: name.into(),
            classes: names.iter().take(side).cloned().collect(),
            counts: counts.chunks(side.max(1)).map(<[u64]>::to_vec).collect(),
        }),
        Box::new(Histogram {
            title: name.into(),
            x_label: name.into(),
            edges: values.to_vec(),
            counts: counts.to_vec(),
        }),
        Box::new(Bars {
            title: name.into(),
            level_label: name.into(),
            levels: names.iter().cloned().zip(counts.iter().copied()).collect(),
        }),
        Box::new(scatter(Reference::None)),
        Box::new(scatter(Reference::Identity)),
        Box::new(scatter(Reference::Zero)),
        Box::new(Lines {
            title: name.into(),
            x_label: name.into(),
            y_label: name.into(),
            series: names.iter().map(series).collect(),
        }),
        Box::new(Roc { title: name.into(), curves: names.iter().map(curve).collect() }),
        Box::new(Importance {
            title: name.into(),
            measure: name.into(),
            features: names.iter().zip(values).map(feature).collect(),
        }),
        Box::new(dependence(Across::Numbers(values.to_vec()))),
        Box::new(dependence(Across::Levels(names.clone()))),
        Box::new(Waterfall {
            title: name.into(),
            measure: name.into(),
            base: values.first().copied().unwrap_or(0.0),
            parts: names.iter().cloned().zip(values.iter().copied()).collect(),
            total: values.iter().sum(),
        }),
        Box::new(TreeDiagram {
            title: name.into(),
            classes: names.clone(),
            nodes: names.iter().enumerate().map(|(at, name)| node(at, name)).collect(),
            depth: TreeDiagram::LEGIBLE,
        }),
        Box::new(plane(
            Says::Classes {
                codes: counts.iter().map(|&count| count as u32).collect(),
                shares: values.to_vec(),
            },
            &names,
        )),
        Box::new(plane(Says::Numbers(values.to_vec()), &[])),
        Box::new(NetworkDiagram {
            title: name.into(),
            layers: vec![layer(&names), layer(&names), layer(names.get(..1).unwrap_or(&names))],
            weights: vec![values.to_vec(), values.to_vec()],
        }),
    ]
}

fn drawings(values: &[f64], counts: &[u64], name: &str, width: u32) -> Vec<String> {
    let frame = Frame::new("t", width);
    let mut all: Vec<String> = charts(values, counts, name).iter().map(|chart| chart.svg(&frame)).collect();
    let edges = values.to_vec();
    let counts = counts.to_vec();
    let levels = counts.iter().map(|&count| (name.to_owned(), count)).collect();
    all.push(Histogram { title: name.into(), x_label: name.into(), edges, counts }.tiny(&frame));
    all.push(Bars { title: name.into(), level_label: name.into(), levels }.tiny(&frame));
    all
}

fn number(node: &Node, name: &str) -> f64 {
    node.attribute(name).map_or(0.0, |text| text.parse().unwrap())
}

/// The corners that an element reaches: anchors only, for words.
fn reach(node: &Node) -> Vec<(f64, f64)> {
    match node.tag_name().name() {
        "rect" => {
            let (x, y) = (number(node, "x"), number(node, "y"));
            vec![(x, y), (x + number(node, "width"), y + number(node, "height"))]
        }
        "circle" => vec![(number(node, "cx"), number(node, "cy"))],
        "text" => words_reach(node),
        "path" => {
            let data = node.attribute("d").unwrap().replace("h0", "").replace('Z', "");
            let points = data.split(['M', 'L']).filter(|point| !point.is_empty());
            points
                .map(|p| p.split_once(' ').unwrap())
                .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
                .collect()
        }
        "svg" | "title" | "desc" => Vec::new(),
        other => panic!("an element nobody expects: {other}"),
    }
}

fn words_reach(node: &Node) -> Vec<(f64, f64)> {
    let (x, y, size) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
    let shown: String =
        node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
    let wide = plot::text::width(&shown, size, false);
    let (before, after) = match node.attribute("text-anchor") {
        None => (0.0, wide),
        Some("middle") => (wide / 2.0, wide / 2.0),
        Some("end") => (wide, 0.0),
        Some(other) => panic!("an anchor nobody expects: {other}"),
    };
    match node.attribute("transform") {
        None => vec![(x - before, y - size * 0.8), (x + after, y + size * 0.2)],
        Some(turn) => {
            assert!(turn.starts_with("rotate(-90 "), "{turn}");
            vec![(x - size * 0.8, y + before), (x + size * 0.2, y - after)]
        }
    }
}

/// Checks everything that holds for any drawing, whatever the data.
fn check(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|fault| panic!("{fault}\n{svg}"));
    let root = document.root_element();
    let size = (number(&root, "width"), number(&root, "height"));
    assert_eq!(root.attribute("viewBox").unwrap(), format!("0 0 {} {}", size.0, size.1));
    assert_eq!(root.attribute("role"), Some("img"));
    let named: Vec<_> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(root.attribute("aria-labelledby").unwrap(), named.join(" "));
    for node in document.descendants().filter(Node::is_element) {
        assert_eq!(node.attribute("style"), None);
        for name in ["fill", "stroke"] {
            let value = node.attribute(name).unwrap_or("none");
            assert!(value == "none" || Ink::ALL.iter().any(|ink| ink.css() == value), "{name}={value}");
        }
        if node.tag_name().name() == "text" {
            assert!(number(&node, "font-size") >= 9.0);
        }
        for (x, y) in reach(&node) {
            let inside = (-1.5..=size.0 + 1.5).contains(&x) && (-1.5..=size.1 + 1.5).contains(&y);
            assert!(inside, "({x}, {y}) is outside {size:?}: {:?}\n{svg}", &svg[node.range()]);
        }
        for attribute in node.attributes() {
            let decimals = attribute.value().split([' ', 'M', 'L', 'h']).filter_map(|n| n.split_once('.'));
            assert!(
                decimals.clone().all(|(_, part)| part.len() <= 2 || part.parse::<u64>().is_err()),
                "{attribute:?}"
            );
        }
    }
}

#[test]
fn every_chart_is_a_sound_drawing_at_every_width() {
    let values = [0.0, 0.5, 1.0, 2.5, 3.0, 7.25, 9.0, 10.0, 11.0, 12.0];
    let counts = [12, 0, 3, 1, 200, 4, 5, 1_234_567, 8];
    for width in [120, 320, 360, 900, 4_000] {
        drawings(&values, &counts, "a class with a rather long name", width)
            .iter()
            .for_each(|svg| check(svg));
    }
}

#[test]
fn confusion_matrices_of_1_to_40_classes_are_sound() {
    for n in [1_usize, 2, 3, 7, 12, 13, 30, 40] {
        for width in [320, 700] {
            let chart = Confusion {
                title: "many".into(),
                classes: (0..n).map(|i| format!("class number {i}")).collect(),
                counts: (0..n)
                    .map(|t| (0..n).map(|p| (t * p) as u64 + u64::from(t == p) * 90).collect())
                    .collect(),
            };
            let svg = chart.svg(&Frame::new("many", width));
            check(&svg);
            let cells = svg.matches("<rect").count();
            assert_eq!(cells, n * n);
            let counts_shown = svg.matches("pointer-events").count();
            assert!(counts_shown >= n * n || svg.contains("too small for numbers"), "{n} {width}");
            let shares_shown = counts_shown == 2 * n * n;
            assert!(shares_shown || svg.contains("too small for"), "{n} {width}");
        }
    }
}

#[test]
fn names_cannot_leave_their_place() {
    for svg in drawings(&[1.0, 2.0, 4.0, 8.0, 9.0], &[3, 1, 4, 1], EVIL, 600) {
        check(&svg);
        assert!(!svg.contains("<script"), "{svg}");
    }
}

#[test]
fn data_with_nothing_to_show_say_so() {
    for svg in drawings(&[], &[], "empty", 320).iter().take(13) {
        check(svg);
        assert!(svg.contains("stroke-dasharray=\"4 4\"") && svg.matches("<text").count() > 0, "{svg}");
    }
    drawings(&[], &[], "empty", 320).iter().for_each(|svg| check(svg));
}

#[test]
fn degenerate_data_are_sound() {
    let nothing_but_equal = [3.0; 5];
    let broken = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE];
    for values in
        [&nothing_but_equal[..], &broken[..], &[1.0][..], &[1.0, 2.0][..], &[-1e150, 1e150, 0.0][..]]
    {
        for counts in [&[0, 0, 0, 0][..], &[1][..], &[u64::MAX, u64::MAX, 1, 0][..]] {
            drawings(values, counts, " ", 320).iter().for_each(|svg| check(svg));
            charts(values, counts, "x").iter().for_each(|chart| assert!(!chart.summary().is_empty()));
        }
    }
}

#[test]
fn equal_data_give_equal_text() {
    let draw = || drawings(&[1.0, 2.0, 4.0, 5.5], &[3, 1, 4, 1], "same", 480);
    assert_eq!(draw(), draw());
}

#[test]
fn tables_are_rectangular() {
    for chart in charts(&[1.0, 2.0, 4.0, 5.5, 9.0], &[3, 1, 4, 1], "name") {
        let table = chart.table();
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
    }
}

#[test]
fn two_frames_have_different_ids() {
    let chart = &charts(&[1.0, 2.0], &[3], "one")[1];
    let (a, b) = (chart.svg(&Frame::new("a", 320)), chart.svg(&Frame::new("b", 320)));
    assert!(a.contains("id=\"a-title\"") && b.contains("id=\"b-title\""));
}

#[test]
fn a_heading_is_drawn_on_request() {
    for chart in charts(&[1.0, 2.0, 4.0], &[3, 1], "A heading") {
        let svg = chart.svg(&Frame::new("h", 480).with_heading());
        check(&svg);
        assert!(svg.contains(">A heading</text>"));
    }
}

#[test]
fn a_saved_drawing_has_colours_and_no_variables() {
    for svg in drawings(&[1.0, 2.0, 4.0], &[3, 1], "saved", 480) {
        let saved = standalone(&svg, Scheme::Dark);
        Document::parse(&saved).unwrap();
        assert!(!saved.contains("var(") && saved.contains(Ink::Paper.value(Scheme::Dark)));
    }
}

proptest! {
    #[test]
    fn no_data_break_a_drawing(
        values in prop::collection::vec(prop_oneof![any::<f64>(), -1e4..1e4_f64, 0.0..1.0_f64], 0..40),
        counts in prop::collection::vec(prop_oneof![any::<u64>(), 0_u64..50], 0..40),
        name in any::<String>(),
        width in any::<u32>(),
    ) {
        for svg in drawings(&values, &counts, &name, width % 1_200) {
            check(&svg);
        }
    }
}
