use leptos::prelude::*;

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteTone {
    /// Think about it.
    Warn,
    /// Something does not work.
    Bad,
}

/// A few words that stand out.
#[component]
pub(crate) fn Note(
    /// How much it matters.
    tone: NoteTone,
    /// What it is about, in one to three words.
    #[prop(into)]
    title: String,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, role) = match tone {
        NoteTone::Warn => ("note warn", "note"),
        NoteTone::Bad => ("note bad", "alert"),
    };
    view! {
        <div class=class role=role>
            <b>{title}</b>
            <div>{children()}</div>
        </div>
    }
}
