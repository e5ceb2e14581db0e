//! Writes a page with every chart in both schemes, to be looked at:
//! `cargo run -p plot --example gallery -- WIDTH` makes `target/plot-gallery-WIDTH.html`.

use plot::{
    Across, Bars, Chart, Confusion, Dependence, Feature, Frame, Histogram, Importance, Ink, Lines, NodeLook,
    Reference, Roc, RocCurve, Scatter, Scheme, Series, TreeDiagram, TreeNode, Waterfall,
};
use std::fmt::Write;

fn confusion(classes: &[&str], counts: Vec<Vec<u64>>) -> Confusion {
    let classes = classes.iter().map(|&class| class.to_owned()).collect();
    Confusion { title: "Confusion matrix".into(), classes, counts }
}

/// A matrix of many classes with long names, some of them confused with their neighbours.
fn many_classes(n: usize) -> Confusion {
    let row = |t: usize| {
        (0..n).map(move |p| if t == p { 40 + t as u64 } else { (t * 7 + p * 3) as u64 % 29 / 20 * 9 })
    };
    let classes = (0..n).map(|i| format!("variety {i} of the north")).collect();
    Confusion { title: "Many classes".into(), classes, counts: (0..n).map(|t| row(t).collect()).collect() }
}

fn roc(classes: usize) -> Roc {
    let curve = |class: usize| {
        let power = 0.06 + class as f64 * 0.07;
        let points = (0..=40).map(|i| f64::from(i) / 40.0).map(|x| (x, x.powf(power))).collect();
        let names = ["Adelie", "Chinstrap", "Gentoo", "Emperor", "King", "Macaroni", "Rockhopper", "Royal"];
        let class_name = names.get(class).map_or_else(|| format!("class {class}"), |&name| name.to_owned());
        RocCurve { class: class_name, points, auc: Some(1.0 / (1.0 + power)) }
    };
    Roc { title: "ROC curve".into(), curves: (0..classes).map(curve).collect() }
}

/// A repeatable wobble from -1 to 1.
fn wobble(i: u32) -> f64 {
    (f64::from(i) * 12.9898).sin() * (f64::from(i) * 0.37).cos()
}

fn scatter(n: u32) -> Scatter {
    let points = (0..n).map(|i| f64::from(i) * 40.0 / f64::from(n)).zip(0..n);
    Scatter {
        title: "Predicted against actual".into(),
        x_label: "Actual miles per gallon".into(),
        y_label: "Predicted miles per gallon".into(),
        points: points.map(|(x, i)| (x + 8.0, x + 8.0 + 6.0 * wobble(i))).collect(),
        reference: Reference::Identity,
    }
}

fn residuals() -> Scatter {
    let points = (0..300).map(|i| (f64::from(i) * 100.0, 4_000.0 * wobble(i)));
    Scatter {
        title: "Residuals".into(),
        x_label: "Predicted price".into(),
        y_label: "Residual".into(),
        points: points.collect(),
        reference: Reference::Zero,
    }
}

fn lines() -> Lines {
    let series = |name: &str, start: f64, fall: f64| {
        let points: Vec<(f64, f64)> =
            (1..=10).map(|i| f64::from(i) * 60.0).map(|x| (x, start + fall / x.sqrt())).collect();
        let band =
            points.iter().map(|&(x, y)| (y - 2.0 / x.sqrt() / 4.0, y + 2.0 / x.sqrt() / 4.0)).collect();
        Series { name: name.into(), points, band }
    };
    Lines {
        title: "Learning curve".into(),
        x_label: "Training rows".into(),
        y_label: "F1, mean of 5 folds ± 1 standard deviation".into(),
        series: vec![series("Training", 0.97, 0.2), series("Validation", 0.96, -1.4)],
    }
}

fn histogram() -> Histogram {
    let counts = vec![3, 14, 31, 52, 71, 60, 44, 33, 38, 29, 12, 6, 0, 1];
    let edges = (0..=14).map(|i| 2_700.0 + f64::from(i) * 257.0).collect();
    Histogram { title: "Body mass".into(), x_label: "body mass (g)".into(), edges, counts }
}

fn bars() -> Bars {
    let levels = [
        ("Adelie", 152),
        ("Gentoo", 124),
        ("Chinstrap", 68),
        ("a level with quite a long name of its own", 1),
    ];
    Bars {
        title: "Species".into(),
        level_label: "species".into(),
        levels: levels.map(|(name, count)| (name.to_owned(), count)).to_vec(),
    }
}

fn importance() -> Importance {
    let feature = |name: &str, value, spread| Feature { name: name.into(), value, spread: Some(spread) };
    Importance {
        title: "Permutation importance".into(),
        measure: "Fall of accuracy when shuffled".into(),
        features: vec![
            feature("flipper length (mm)", 0.31, 0.03),
            feature("bill length (mm)", 0.27, 0.04),
            feature("bill depth (mm)", 0.08, 0.02),
            feature("body mass (g)", 0.021, 0.01),
            feature("year", -0.012, 0.008),
        ],
    }
}

fn dependence(across: Across, points: u32) -> Dependence {
    let line =
        |row: u32| (0..points).map(move |x| 1.0 / (1.0 + (-f64::from(x) / 3.0 + 4.0 + wobble(row)).exp()));
    Dependence {
        title: "How flipper length acts".into(),
        column: "flipper length (mm)".into(),
        measure: "Probability of Gentoo".into(),
        across,
        average: line(0).collect(),
        individual: (1..40).map(|row| line(row).collect()).collect(),
        own: (0..80).map(|row| 200.0 + 20.0 * wobble(row)).collect(),
    }
}

fn waterfall(parts: u32) -> Waterfall {
    let part = |at: u32| (format!("column number {at}"), 0.3 * wobble(at + 3) / f64::from(at + 1));
    let parts: Vec<(String, f64)> = (0..parts).map(part).collect();
    let total = 0.42 + parts.iter().map(|(_, part)| part).sum::<f64>();
    let measure = "Probability of Gentoo".into();
    Waterfall { title: "What moves this prediction".into(), measure, base: 0.42, parts, total }
}

/// A tree of `n` nodes; the last two are not there yet.
fn tree(n: usize) -> TreeDiagram {
    let node = |at: usize| {
        let rows = 240 / (at + 1);
        let children: Vec<usize> = [2 * at + 1, 2 * at + 2].into_iter().filter(|child| *child < n).collect();
        let asks = !children.is_empty();
        TreeNode {
            branch: if at == 0 { String::new() } else { ["no", "yes"][at % 2].to_owned() },
            label: if asks { format!("flipper_length_mm <= {}", 180 + at) } else { "Adelie 97%".to_owned() },
            details: vec![format!("{rows} rows"), format!("gain 0.{}", 100 - at)],
            shares: vec![0.6, 0.3, 0.1],
            look: match at {
                0 | 2 => NodeLook::Lit,
                _ if n > 4 && at + 2 >= n => NodeLook::Pale,
                _ => NodeLook::Plain,
            },
            children,
        }
    };
    let classes = ["Adelie", "Chinstrap", "Gentoo"].map(String::from).to_vec();
    TreeDiagram { title: "Tree".into(), classes, nodes: (0..n).map(node).collect(), depth: 4 }
}

fn charts() -> Vec<Box<dyn Chart>> {
    let three =
        confusion(&["Adelie", "Chinstrap", "Gentoo"], vec![vec![29, 1, 0], vec![1, 12, 0], vec![0, 0, 25]]);
    let two = confusion(&["no", "yes"], vec![vec![1_204, 310], vec![0, 88]]);
    vec![
        Box::new(three),
        Box::new(two),
        Box::new(many_classes(9)),
        Box::new(many_classes(30)),
        Box::new(roc(2)),
        Box::new(roc(8)),
        Box::new(roc(10)),
        Box::new(scatter(180)),
        Box::new(scatter(20_000)),
        Box::new(residuals()),
        Box::new(lines()),
        Box::new(histogram()),
        Box::new(bars()),
        Box::new(importance()),
        Box::new(dependence(Across::Numbers((0..30).map(|x| 175.0 + f64::from(x) * 1.8).collect()), 30)),
        Box::new(dependence(Across::Levels(["Biscoe", "Dream"].map(String::from).to_vec()), 2)),
        Box::new(waterfall(5)),
        Box::new(waterfall(30)),
        Box::new(roc(0)),
        Box::new(tree(7)),
        Box::new(tree(60)),
    ]
}

fn side(scheme: Scheme, width: u32) -> String {
    let mut out = String::new();
    let name = if scheme == Scheme::Light { "light" } else { "dark" };
    let _ = write!(out, "<section class=\"{name}\">");
    for (i, chart) in charts().iter().enumerate() {
        let frame = Frame::new(&format!("{name}-{i}"), width);
        let (title, summary) = (chart.title(), chart.summary());
        let _ = write!(out, "<figure><h3>{title}</h3>{}<p>{summary}</p></figure>", chart.svg(&frame));
    }
    let tiny = |id: &str| Frame::new(&format!("{name}-{id}"), 120);
    let _ = write!(
        out,
        "<p>{} {}</p></section>",
        histogram().tiny(&tiny("tiny-histogram")),
        bars().tiny(&tiny("tiny-bars"))
    );
    out
}

fn main() -> std::io::Result<()> {
    let width = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(360);
    let mut css = String::new();
    for (name, scheme) in [("light", Scheme::Light), ("dark", Scheme::Dark)] {
        let _ = write!(css, ".{name}{{");
        for ink in Ink::ALL {
            let _ = write!(css, "{}:{};", ink.property(), ink.value(scheme));
        }
        css.push_str("background:var(--paper);color:var(--ink-2)}");
    }
    css.push_str(
        "body{margin:0;display:flex;align-items:start;font:13px/1.5 system-ui,sans-serif}\
         section{padding:16px}figure{margin:0 0 28px}h3{color:var(--ink);margin:0 0 8px}p{max-width:60ch}",
    );
    let (light, dark) = (side(Scheme::Light, width), side(Scheme::Dark, width));
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Charts</title><style>{css}</style>{light}{dark}"
    );
    let path = format!("target/plot-gallery-{width}.html");
    std::fs::create_dir_all("target")?;
    std::fs::write(&path, page)?;
    println!("{path}");
    Ok(())
}
