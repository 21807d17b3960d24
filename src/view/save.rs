//! A text as a file of the person's.

use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::Ctx;

/// Offers a file. Where the browser has no way to save one, nothing happens.
pub fn save(ctx: Ctx, name: &str, media_type: &str, text: &str) {
    let content = js_sys::Array::of1(&text.into());
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&content, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let link = ctx.root().owner_document().and_then(|d| d.create_element("a").ok());
    if let Some(link) = link.and_then(|e| e.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser has taken hold of the file by now.
    Url::revoke_object_url(&url).ok();
}
