//! The backend under plotters' own charts: mesh, series, text.
#![allow(clippy::unwrap_used, missing_docs)]

use plot::{Ink, SvgBackend, UNITS};
use plotters::prelude::*;

#[test]
fn plotters_own_chart_is_written_in_tokens() {
    let mut out = String::new();
    {
        let root = SvgBackend::new(&mut out, 320, 200).into_drawing_area();
        let size = 11.0 * f64::from(UNITS);
        let words = TextStyle::from(("sans-serif", size).into_font()).color(&Ink::Ink2);
        let mut chart = ChartBuilder::on(&root)
            .set_label_area_size(LabelAreaPosition::Left, 40 * UNITS)
            .set_label_area_size(LabelAreaPosition::Bottom, 24 * UNITS)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .unwrap();
        chart
            .configure_mesh()
            .axis_style(Ink::Rule2)
            .bold_line_style(Ink::Rule)
            .light_line_style(Ink::Rule)
            .label_style(words.clone())
            .draw()
            .unwrap();
        chart
            .draw_series(LineSeries::new([(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)], Ink::C1.stroke_width(200)))
            .unwrap();
        chart.draw_series([Circle::new((0.5, 0.5), 300, Ink::C2.filled())]).unwrap();
        root.draw_text("<words>", &words, (0, 0)).unwrap();
        root.present().unwrap();
    }
    let document = format!("<svg>{out}</svg>");
    roxmltree::Document::parse(&document).unwrap();
    assert!(out.contains("stroke=\"var(--c1)\" stroke-width=\"2\""), "{out}");
    assert!(out.contains("<circle") && out.contains("r=\"3\" fill=\"var(--c2)\""), "{out}");
    assert!(out.contains("font-size=\"11\"") && out.contains("&lt;words&gt;"), "{out}");
}

#[test]
fn a_colour_that_is_no_token_is_refused() {
    let mut out = String::new();
    let root = SvgBackend::new(&mut out, 100, 100).into_drawing_area();
    let fault = root.fill(&WHITE).unwrap_err();
    assert!(fault.to_string().contains("rgb(255, 255, 255)"), "{fault}");
}
