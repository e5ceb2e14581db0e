use leptos::prelude::*;

use crate::view::job::Job;

/// How far a job is; nothing when it is not under way.
#[component]
pub(crate) fn ProgressBar(
    /// The job.
    job: Signal<Job>,
    /// What the job does, such as "Training".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let label = StoredValue::new(label);
    let running = Memo::new(move |_| job.with(Job::is_running));
    let text = move || match job.get() {
        Job::Running { what, done, total } if total > 0.0 && what == "reading" => {
            format!("{} {:.0}%", label.get_value(), 100.0 * done / total)
        }
        Job::Running { what, done, total } if total > 0.0 => {
            format!("{}: {what} {done:.0} of {total:.0}", label.get_value())
        }
        _ => format!("{}…", label.get_value()),
    };
    move || {
        running.get().then(|| {
            view! {
                <div class="progress">
                    <progress
                        aria-label=label.get_value()
                        max="1"
                        value=move || job.with(Job::share).map(|share| format!("{share:.3}"))
                    ></progress>
                    <span>{text}</span>
                </div>
            }
        })
    }
}
