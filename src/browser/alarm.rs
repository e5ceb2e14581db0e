//! The last word of a page that can no longer run.

use crate::window;

/// Says, above everything else, that the page must be reloaded; the details go to the console.
pub fn raise(details: &str) {
    web_sys::console::error_1(&details.into());
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if let (Some(body), Ok(alarm)) = (document.body(), document.create_element("div")) {
        alarm.set_class_name("alarm");
        alarm.set_text_content(Some(
            "Something went wrong in this page, and it can no longer run. Your work was kept: reload the page to go on.",
        ));
        // If even this fails there is only the console.
        let _ = alarm.set_attribute("role", "alert");
        let _ = body.append_child(&alarm);
    }
}
