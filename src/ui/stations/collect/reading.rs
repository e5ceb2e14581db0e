//! How the file is read: everything detected, everything overridable.

use engine::table::read::{Encoding, ReadOptions};
use leptos::prelude::*;

use crate::form::{Select, TextField};
use crate::state::{Context, reread};

const DELIMITERS: [(char, &str); 5] =
    [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "bar"), (' ', "space")];
const QUOTES: [(char, &str); 2] = [('"', "double quote \""), ('\'', "single quote '")];

/// The form.
#[component]
pub(super) fn Reading() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let options = Memo::new(move |_| project.spec().with(|spec| spec.read.clone()));
    let dialect = move || bench.dataset.with(|data| data.as_ref().map(|data| data.dialect.clone()));
    let set = move |change: Box<dyn FnOnce(&mut ReadOptions)>| {
        project.change(|spec| change(&mut spec.read));
        reread(context);
    };
    let detected = move |name: String| ("".to_owned(), format!("Detected: {name}"));
    let named = |list: &[(char, &str)], found: char| {
        list.iter()
            .find(|(c, _)| *c == found)
            .map_or_else(|| format!("{found:?}"), |(_, name)| (*name).to_owned())
    };
    let choices = |list: &[(char, &'static str)]| {
        list.iter().map(|(c, name)| (c.to_string(), (*name).to_owned())).collect::<Vec<_>>()
    };
    let text = |value: Option<char>| value.map(String::from).unwrap_or_default();
    let yes_no = |value: Option<bool>| value.map_or("", |value| if value { "yes" } else { "no" }).to_owned();
    let to_bool = |text: &str| match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let answers = move |found: Option<bool>, yes: &'static str, no: &'static str| {
        let name = found.map_or("", |found| if found { yes } else { no });
        vec![detected(name.to_owned()), ("yes".to_owned(), yes.to_owned()), ("no".to_owned(), no.to_owned())]
    };
    view! {
        <details class="reading">
            <summary>"How the file is read"</summary>
            <Select label="Encoding"
                options=Signal::derive(move || {
                    let mut list = vec![detected(dialect().map_or("", |d| d.encoding.name()).to_owned())];
                    list.extend(Encoding::ALL.map(|e| (e.name().to_owned(), e.name().to_owned())));
                    list
                })
                value=Signal::derive(move || options.get().encoding.map_or("", Encoding::name).to_owned())
                choose=move |text: String| set(Box::new(move |o| {
                    o.encoding = Encoding::ALL.into_iter().find(|e| e.name() == text);
                })) />
            <Select label="Delimiter"
                options=Signal::derive(move || {
                    let mut list = vec![detected(dialect().map_or_else(String::new, |d| named(&DELIMITERS, d.delimiter)))];
                    list.extend(choices(&DELIMITERS));
                    list
                })
                value=Signal::derive(move || text(options.get().delimiter))
                choose=move |text: String| set(Box::new(move |o| o.delimiter = text.chars().next())) />
            <Select label="Quote"
                options=Signal::derive(move || {
                    let mut list = vec![detected(dialect().map_or_else(String::new, |d| named(&QUOTES, d.quote)))];
                    list.extend(choices(&QUOTES));
                    list
                })
                value=Signal::derive(move || text(options.get().quote))
                choose=move |text: String| set(Box::new(move |o| o.quote = text.chars().next())) />
            <Select label="First row"
                options=Signal::derive(move || answers(dialect().map(|d| d.header), "names of the columns", "data"))
                value=Signal::derive(move || yes_no(options.get().header))
                choose=move |text: String| set(Box::new(move |o| o.header = to_bool(&text))) />
            <Select label="Decimal mark"
                options=Signal::derive(move || answers(dialect().map(|d| d.decimal_comma), "comma: 1.234,5", "point: 1,234.5"))
                value=Signal::derive(move || yes_no(options.get().decimal_comma))
                choose=move |text: String| set(Box::new(move |o| o.decimal_comma = to_bool(&text))) />
            <TextField label="Missing markers"
                help="Cells that mean “no value”, separated by spaces; an empty cell always does. Leave it empty for the usual ones."
                value=Signal::derive(move || options.get().missing.map(|list| list.join(" ")).unwrap_or_default())
                change=move |text: String| set(Box::new(move |o| {
                    let mut list: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                    if !list.is_empty() {
                        list.insert(0, String::new());
                    }
                    o.missing = (!list.is_empty()).then_some(list);
                })) />
        </details>
    }
}
