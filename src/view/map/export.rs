//! The map as a picture of its own: an SVG document, or pixels on a canvas.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, Path2d};

use super::model::MapModel;
use crate::model::Nanos;
use crate::scene::fill;
use crate::scene::picture::{Paint, Picture, Role, Shape};
use crate::view::Ctx;
use crate::view::save::save;

/// The map as a stand-alone SVG document, in the colours of the present theme.
pub fn export_svg(map: MapModel) -> String {
    let picture = map.sheet.with_untracked(|sheet| Picture::new(sheet));
    let colours = Colours::new(map.ctx);
    let family = style_of(&map.ctx.root(), "font-family");
    let (title, description) = captions(map);
    picture.svg(&title, &description, &family, &|role| colours.css(role))
}

/// The map on a new canvas, `scale` pixels to a unit. An image of the SVG would need the page's
/// leave to show images; painting does not.
pub fn export_canvas(map: MapModel, scale: f64) -> Option<HtmlCanvasElement> {
    /// The largest side that browsers give a canvas without doubt.
    const MOST: f64 = 16_384.0;
    let picture = map.sheet.with_untracked(|sheet| Picture::new(sheet));
    let wanted = if scale > 0.0 { scale } else { 1.0 };
    let scale = wanted.min(MOST / picture.width.max(picture.height));
    let canvas = map.ctx.root().owner_document()?.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width((picture.width * scale).round() as u32);
    canvas.set_height((picture.height * scale).round() as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(scale, scale).ok()?;
    let colours = Colours::new(map.ctx);
    let family = style_of(&map.ctx.root(), "font-family");
    for shape in &picture.shapes {
        paint(&context, shape, &colours, &family)?;
    }
    Some(canvas)
}

/// Offers the SVG document as a file. Where the browser has no way to save one, nothing happens.
pub fn save_svg(map: MapModel) {
    save(map.ctx, "service-map.svg", "image/svg+xml", &export_svg(map));
}

/// A property of an element as it is computed.
pub fn style_of(element: &HtmlElement, property: &str) -> String {
    let style = window().get_computed_style(element).ok().flatten();
    style.and_then(|style| style.get_property_value(property).ok()).unwrap_or_default()
}

/// Title and description: how much is shown, and from when.
fn captions(map: MapModel) -> (String, String) {
    let text = map.ctx.text();
    let counts = map.sheet.with_untracked(|sheet| [sheet.cards.len(), sheet.links.len()]);
    let title =
        fill(text.map.map_label, &counts.map(|n| n.to_string()).each_ref().map(String::as_str));
    let clock = map.ctx.clock();
    let moments = map.ctx.overview().with_untracked(|overview| {
        let summary = &overview.summary;
        (summary.traces > 0).then(|| {
            [summary.start, summary.end]
                .map(|ms| clock.date_time_seconds(Nanos::from_millis(ms)))
                .join(" – ")
        })
    });
    (title, moments.unwrap_or_default())
}

/// The theme's colours.
struct Colours {
    /// In the order of [`ROLES`].
    values: Vec<String>,
}

const ROLES: [(Role, &str); 12] = [
    (Role::Surface, "--sm-surface"),
    (Role::Text, "--sm-text"),
    (Role::Muted, "--sm-muted"),
    (Role::Line, "--sm-line-strong"),
    (Role::Accent, "--sm-accent"),
    (Role::AccentText, "--sm-accent-text"),
    (Role::Ok, "--sm-ok"),
    (Role::Warning, "--sm-warning"),
    (Role::Critical, "--sm-critical"),
    (Role::Error, "--sm-error"),
    (Role::Throttle, "--sm-throttle"),
    (Role::Fault, "--sm-fault"),
];

impl Colours {
    /// A property that is a colour is computed to one value, where a custom property stays as it
    /// was written.
    fn new(ctx: Ctx) -> Self {
        let probe = ctx.root().owner_document().and_then(|d| d.create_element("span").ok());
        let Some(probe) = probe.and_then(|e| e.dyn_into::<HtmlElement>().ok()) else {
            return Self { values: Vec::new() };
        };
        // In the tree only while its style is read.
        ctx.root().append_child(&probe).ok();
        let value = |(_, name): &(Role, &str)| {
            probe.style().set_property("color", &format!("var({name})")).ok();
            style_of(&probe, "color")
        };
        let values = ROLES.iter().map(value).collect();
        probe.remove();
        Self { values }
    }

    fn css(&self, role: Role) -> String {
        let at = ROLES.iter().position(|(of, _)| *of == role);
        at.and_then(|at| self.values.get(at)).cloned().unwrap_or_else(|| "gray".to_owned())
    }
}

fn paint(
    context: &CanvasRenderingContext2d,
    shape: &Shape,
    colours: &Colours,
    family: &str,
) -> Option<()> {
    let with = |(role, opacity): Paint| {
        context.set_global_alpha(opacity);
        colours.css(role)
    };
    context.save();
    match shape {
        Shape::Path { data, at, fill, stroke, dash } => {
            context.translate(at.x, at.y).ok()?;
            let path = Path2d::new_with_path_string(data).ok()?;
            if let Some(fill) = fill {
                context.set_fill_style_str(&with(*fill));
                context.fill_with_path_2d(&path);
            }
            if let Some((stroke, width)) = stroke {
                context.set_stroke_style_str(&with(*stroke));
                context.set_line_width(*width);
                context.set_line_join("round");
                let lengths = dash
                    .map(|dash| js_sys::Array::from_iter(dash.map(wasm_bindgen::JsValue::from)));
                context.set_line_dash(&lengths.unwrap_or_default()).ok()?;
                context.stroke_with_path(&path);
            }
        }
        Shape::Text { text, at, face, fill } => {
            let (size, weight) = face.font();
            context.set_font(&format!("{weight} {size}px {family}"));
            context.set_fill_style_str(&with(*fill));
            context.fill_text(text, at.x, at.y).ok()?;
        }
    }
    context.restore();
    Some(())
}
