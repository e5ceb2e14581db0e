//! Files out of the page and into it.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Response, Url};

use crate::window;

/// A blob of text.
///
/// # Errors
/// When the browser has no memory for it.
pub fn text_blob(text: &str, mime: &str) -> Result<Blob, String> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&JsString::from(text));
    Blob::new_with_str_sequence_and_options(&parts, &options).map_err(describe)
}

/// Offers text as a download called `name`.
///
/// # Errors
/// When the browser refuses.
pub fn download_text(name: &str, mime: &str, text: &str) -> Result<(), String> {
    download(name, &text_blob(text, mime)?)
}

/// Offers a blob as a download called `name`.
///
/// # Errors
/// When the browser refuses.
pub fn download(name: &str, blob: &Blob) -> Result<(), String> {
    let document = window().and_then(|window| window.document()).ok_or("there is no page")?;
    let url = Url::create_object_url_with_blob(blob).map_err(describe)?;
    let anchor: HtmlAnchorElement = document.create_element("a").map_err(describe)?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url).map_err(describe)
}

/// Fetches a file that lies beside the page.
///
/// # Errors
/// When it is not there.
pub async fn fetch(path: &str) -> Result<Blob, String> {
    let window = window().ok_or("there is no page")?;
    let missing = |_| format!("{path} could not be loaded; check the connection and try again");
    let response: Response =
        JsFuture::from(window.fetch_with_str(path)).await.map_err(missing)?.unchecked_into();
    if !response.ok() {
        return Err(format!("{path} could not be loaded (status {})", response.status()));
    }
    let blob = JsFuture::from(response.blob().map_err(describe)?).await.map_err(missing)?;
    Ok(blob.unchecked_into())
}

/// Reads a small blob as text.
///
/// # Errors
/// When the browser can no longer read it.
pub async fn read_text(blob: &Blob) -> Result<String, String> {
    let text = JsFuture::from(blob.text()).await.map_err(describe)?;
    text.as_string().ok_or_else(|| "the file is not text".to_owned())
}

/// Offers an SVG as a PNG of twice its size, called `name`.
///
/// # Errors
/// When the browser cannot draw it.
pub async fn download_png(name: &str, svg: &str, width: u32, height: u32) -> Result<(), String> {
    let document = window().and_then(|window| window.document()).ok_or("there is no page")?;
    let url = Url::create_object_url_with_blob(&text_blob(svg, "image/svg+xml")?).map_err(describe)?;
    let image = HtmlImageElement::new().map_err(describe)?;
    image.set_src(&url);
    let drawn = JsFuture::from(image.decode()).await.map_err(describe);
    Url::revoke_object_url(&url).map_err(describe)?;
    drawn?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").map_err(describe)?.unchecked_into();
    canvas.set_width(width * 2);
    canvas.set_height(height * 2);
    let context = canvas.get_context("2d").map_err(describe)?.ok_or("the browser cannot draw pictures")?;
    let context: web_sys::CanvasRenderingContext2d = context.unchecked_into();
    let (width, height) = (f64::from(width) * 2.0, f64::from(height) * 2.0);
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .map_err(describe)?;
    let name = name.to_owned();
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            // The browser has said yes to downloads from this page, or asks the user.
            let _ = download(&name, &blob);
        }
    });
    canvas.to_blob(done.unchecked_ref()).map_err(describe)
}

fn describe(error: JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "the browser refused".to_owned(), |error| String::from(error.message()))
}
