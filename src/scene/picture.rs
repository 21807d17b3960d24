//! The map as a list of shapes, for pictures that stand alone: an SVG document, a canvas.
//!
//! Drawn from the same sheet as the map on the screen, always in full detail.

use std::fmt::Write;

use super::card::{CORNER, Card, GLYPH, RING_CENTRE, RING_RADIUS};
use super::edge_path::round;
use super::link::Link;
use super::writing::{BADGE_LEFT, BADGE_PADDING, Badge, Face};
use super::{BOX_CORNER, Detail, GroupBox, Health, Sheet};
use crate::layout::{BOX_MARGIN, Point};
use crate::model::Status;

/// Free room around the map, in px.
const MARGIN: f64 = 24.0;

/// What a colour means; the theme says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Surface,
    Text,
    Muted,
    Line,
    Accent,
    AccentText,
    Ok,
    Warning,
    Critical,
    Error,
    Throttle,
    Fault,
}

/// A colour, and how much of it is seen, 0..1.
pub type Paint = (Role, f64);

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Path {
        data: String,
        /// Left top of what `data` speaks of.
        at: Point,
        fill: Option<Paint>,
        /// And its width.
        stroke: Option<(Paint, f64)>,
        /// Lengths of dash and gap.
        dash: Option<[f64; 2]>,
    },
    Text {
        text: String,
        /// Start of the base line.
        at: Point,
        face: Face,
        fill: Paint,
    },
}

/// Shapes from back to front, from (0, 0) on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Picture {
    pub fn new(sheet: &Sheet) -> Self {
        let mut bounds = sheet.bounds;
        for card in &sheet.cards {
            bounds = bounds.union(card.area);
        }
        let area = bounds.grown(MARGIN);
        let mut brush = Brush {
            picture: Self {
                width: area.width().ceil(),
                height: area.height().ceil(),
                shapes: Vec::new(),
            },
            origin: Point { x: -area.left, y: -area.top },
            opacity: 1.0,
        };
        let (width, height) = (brush.picture.width, brush.picture.height);
        brush.fill(
            &rectangle(0.0, 0.0, width, height, 0.0),
            Point { x: area.left, y: area.top },
            Role::Surface,
        );
        sheet.boxes.iter().for_each(|group| brush.group(group));
        sheet.links.iter().for_each(|link| brush.link(link));
        sheet.cards.iter().for_each(|card| brush.card(card));
        brush.picture
    }

    /// A document that needs nothing else. `colour` gives what CSS calls a colour.
    pub fn svg(
        &self,
        title: &str,
        description: &str,
        family: &str,
        colour: &dyn Fn(Role) -> String,
    ) -> String {
        let (width, height) = (self.width, self.height);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{}\">\n<title>{}</title>\n<desc>{}</desc>\n",
            escape(family),
            escape(title),
            escape(description),
        );
        for shape in &self.shapes {
            write_shape(&mut out, shape, colour);
        }
        out.push_str("</svg>\n");
        out
    }
}

/// A rectangle as path data.
fn rectangle(x: f64, y: f64, width: f64, height: f64, corner: f64) -> String {
    let (h, v) = (width - 2.0 * corner, height - 2.0 * corner);
    if corner <= 0.0 {
        return format!("M{x} {y}h{width}v{height}h-{width}z");
    }
    let arc = |dx: f64, dy: f64| format!("a{corner} {corner} 0 0 1 {dx} {dy}");
    let (c, m) = (corner, -corner);
    format!("M{} {y}h{h}{}v{v}{}h-{h}{}v-{v}{}z", x + c, arc(c, c), arc(m, c), arc(m, m), arc(c, m))
}

struct Brush {
    picture: Picture,
    origin: Point,
    opacity: f64,
}

/// How much is seen of what the filter leaves out.
const FADED: f64 = 0.35;

impl Brush {
    fn group(&mut self, group: &GroupBox) {
        let GroupBox { area, .. } = group;
        let at = Point { x: area.left, y: area.top };
        let shape = rectangle(0.0, 0.0, area.width(), area.height(), BOX_CORNER);
        self.path(&shape, at, Some((Role::Muted, 0.06)), Some(((Role::Line, 1.0), 1.0)), None);
        if let Some((title, face)) = group.title(Detail::Full) {
            let start = at_offset(at, BOX_MARGIN, group.baseline(*face));
            self.text(title, start, *face, Role::Muted);
        }
    }

    fn card(&mut self, card: &Card) {
        self.opacity = if card.node.faded { FADED } else { 1.0 };
        let at = Point { x: card.area.left, y: card.area.top };
        let shape = rectangle(0.0, 0.0, card.area.width(), card.area.height(), CORNER);
        let role = health_role(card.health);
        let (tint, edge) = match card.health {
            Health::Ok | Health::Unknown => (0.04, (Role::Line, 1.25)),
            Health::Warning | Health::Critical => (0.1, (role, 1.75)),
        };
        self.opaque(&shape, at, Role::Surface);
        let dash = card.node.inferred.then_some([5.0, 3.0]);
        self.path(&shape, at, Some((role, tint)), Some(((edge.0, 1.0), edge.1)), dash);
        for arc in &card.arcs {
            let data = arc.path(RING_CENTRE, RING_CENTRE, RING_RADIUS);
            self.path(&data, at, None, Some(((status_role(arc.status), 1.0), arc.width())), None);
        }
        let icon = at_offset(at, RING_CENTRE - 10.0, RING_CENTRE - 10.0);
        self.path(card.icon.path(), icon, None, Some(((Role::Text, 1.0), 1.5)), None);
        if card.health != Health::Unknown {
            let glyph = at_offset(at, GLYPH, GLYPH);
            let outline = Some(((Role::Surface, 1.0), 1.5));
            self.path(card.health.shape(), glyph, Some((role, 1.0)), outline, None);
            self.path(card.health.mark(), glyph, None, Some(((Role::Surface, 1.0), 1.8)), None);
        }
        if let Some(fold) = card.fold() {
            self.fill(&fold, at, Role::Line);
        }
        if let Some(stub) = card.stub() {
            self.path(&stub, at, None, Some(((Role::Muted, 1.0), 1.5)), None);
        }
        let Some(writing) = card.writing(Detail::Full) else { return };
        for line in &writing.lines {
            let name = matches!(line.face, Face::Name | Face::TightName);
            let role = if name { Role::Text } else { Role::Muted };
            self.text(&line.text, at_offset(at, writing.left, line.y), line.face, role);
        }
        if let Some(badge) = &writing.badge {
            self.badge(badge, at);
        }
    }

    fn badge(&mut self, badge: &Badge, at: Point) {
        let (width, height) = (badge.width, badge.height);
        let pill = rectangle(BADGE_LEFT, badge.top(), width, height, height / 2.0);
        self.fill(&pill, at, Role::Accent);
        let start = at_offset(at, BADGE_LEFT + BADGE_PADDING, badge.baseline());
        self.text(&badge.text, start, badge.face, Role::AccentText);
    }

    fn link(&mut self, link: &Link) {
        self.opacity = if link.edge.faded { FADED } else { 1.0 };
        let role = match link.health {
            Health::Ok | Health::Unknown => Role::Muted,
            Health::Warning | Health::Critical => health_role(link.health),
        };
        let dash = link.edge.asynchronous.then_some([7.0, 5.0]);
        let stroke = Some(((role, 0.8), link.width));
        self.path(&link.data, Point::default(), None, stroke, dash);
        self.path(&link.arrow, Point::default(), Some((role, 0.8)), None, None);
    }

    fn fill(&mut self, data: &str, at: Point, role: Role) {
        self.path(data, at, Some((role, 1.0)), None, None);
    }

    /// Not faded: what is behind must not show through.
    fn opaque(&mut self, data: &str, at: Point, role: Role) {
        let opacity = std::mem::replace(&mut self.opacity, 1.0);
        self.fill(data, at, role);
        self.opacity = opacity;
    }

    fn path(
        &mut self,
        data: &str,
        at: Point,
        fill: Option<Paint>,
        stroke: Option<(Paint, f64)>,
        dash: Option<[f64; 2]>,
    ) {
        if data.is_empty() {
            return;
        }
        let seen = |(role, opacity): Paint| (role, round(opacity * self.opacity));
        self.picture.shapes.push(Shape::Path {
            data: data.to_owned(),
            at: self.placed(at),
            fill: fill.map(seen),
            stroke: stroke.map(|(paint, width)| (seen(paint), round(width))),
            dash,
        });
    }

    fn text(&mut self, text: &str, at: Point, face: Face, role: Role) {
        if !text.is_empty() {
            let (at, fill) = (self.placed(at), (role, round(self.opacity)));
            self.picture.shapes.push(Shape::Text { text: text.to_owned(), at, face, fill });
        }
    }

    fn placed(&self, at: Point) -> Point {
        Point { x: round(at.x + self.origin.x), y: round(at.y + self.origin.y) }
    }
}

fn at_offset(at: Point, x: f64, y: f64) -> Point {
    Point { x: at.x + x, y: at.y + y }
}

fn health_role(health: Health) -> Role {
    match health {
        Health::Ok => Role::Ok,
        Health::Warning => Role::Warning,
        Health::Critical => Role::Critical,
        Health::Unknown => Role::Muted,
    }
}

fn status_role(status: Status) -> Role {
    match status {
        Status::Ok => Role::Ok,
        Status::Error => Role::Error,
        Status::Throttle => Role::Throttle,
        Status::Fault => Role::Fault,
        Status::Unset => Role::Line,
    }
}

fn write_shape(out: &mut String, shape: &Shape, colour: &dyn Fn(Role) -> String) {
    let (tag, text, attributes) = match shape {
        Shape::Path { .. } => ("path", "", path_attributes(shape, colour)),
        Shape::Text { text, .. } => ("text", text.as_str(), text_attributes(shape, colour)),
    };
    out.push('<');
    out.push_str(tag);
    for (name, value) in attributes {
        // Writing to a string cannot fail.
        let _ = write!(out, " {name}=\"{}\"", escape(&value));
    }
    if text.is_empty() {
        out.push_str("/>\n");
    } else {
        let _ = writeln!(out, ">{}</{tag}>", escape(text));
    }
}

type Attributes = Vec<(&'static str, String)>;

fn path_attributes(shape: &Shape, colour: &dyn Fn(Role) -> String) -> Attributes {
    let Shape::Path { data, at, fill, stroke, dash } = shape else { return Vec::new() };
    let mut out = vec![("d", data.clone())];
    if *at != Point::default() {
        out.push(("transform", format!("translate({} {})", at.x, at.y)));
    }
    out.extend(painted(["fill", "fill-opacity"], *fill, colour));
    if let Some((paint, width)) = stroke {
        out.extend(painted(["stroke", "stroke-opacity"], Some(*paint), colour));
        out.push(("stroke-width", width.to_string()));
        out.push(("stroke-linejoin", "round".to_owned()));
    }
    out.extend(dash.map(|[dash, gap]| ("stroke-dasharray", format!("{dash} {gap}"))));
    out
}

fn text_attributes(shape: &Shape, colour: &dyn Fn(Role) -> String) -> Attributes {
    let Shape::Text { at, face, fill, .. } = shape else { return Vec::new() };
    let (size, weight) = face.font();
    let mut out = vec![
        ("x", at.x.to_string()),
        ("y", at.y.to_string()),
        ("font-size", size.to_string()),
        ("font-weight", weight.to_string()),
    ];
    out.extend(painted(["fill", "fill-opacity"], Some(*fill), colour));
    out
}

fn painted(
    names: [&'static str; 2],
    paint: Option<Paint>,
    colour: &dyn Fn(Role) -> String,
) -> Attributes {
    let Some((role, opacity)) = paint else {
        return vec![(names[0], "none".to_owned())];
    };
    let mut out = vec![(names[0], colour(role))];
    if opacity < 1.0 {
        out.push((names[1], opacity.to_string()));
    }
    out
}

/// For the text and the attributes of XML; what XML cannot hold is replaced.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::card::tests::{lettering, node};
    use super::super::link::tests::edge;
    use super::*;
    use crate::engine::Overview;

    fn picture(name: &str, faded: bool) -> Picture {
        let mut a = node(name, "client");
        let mut b = node("b", "Database::SQL");
        (a.node.x, a.node.y, a.faded) = (98.0, 30.0, faded);
        (b.node.x, b.node.y) = (400.0, 30.0);
        (b.is_bottleneck, b.inferred, b.node.bottleneck) = (true, true, 0.5);
        let overview = Overview {
            edges: vec![edge(name, "b", 5, &[196.0, 30.0, 302.0, 30.0])],
            nodes: vec![a, b],
            width: 498.0,
            height: 60.0,
            ..Overview::default()
        };
        Picture::new(&Sheet::new(&overview, &lettering(), &Sheet::default()))
    }

    fn svg(picture: &Picture, title: &str) -> String {
        picture.svg(title, "2 services", "system-ui", &|role| format!("{role:?}").to_lowercase())
    }

    #[test]
    fn the_document_has_everything_that_it_needs() {
        let svg = svg(&picture("a", false), "Map");
        assert!(
            svg.starts_with(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"546\" height=\"108\""
            )
        );
        assert!(svg.contains("<title>Map</title>\n<desc>2 services</desc>"));
        for part in [
            ">a</text>",
            "50\u{a0}% of the critical path</text>",
            "M196 30L",
            "stroke-dasharray=\"5 3\"",
        ] {
            assert!(svg.contains(part), "{part} in\n{svg}");
        }
        assert!(!svg.contains("href") && !svg.contains("class="));
        assert!(svg.ends_with("</svg>\n"));
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let svg = svg(&picture("<script>\"&\u{0}", false), "<x>");
        assert!(svg.contains("&lt;script&gt;&quot;&amp;"));
        assert!(!svg.contains("<script") && !svg.contains("<x>") && !svg.contains('\0'));
    }

    #[test]
    fn what_the_filter_leaves_out_is_faint() {
        let opacity = |picture: Picture| {
            picture.shapes.iter().rev().find_map(|shape| match shape {
                Shape::Text { text, fill, .. } if text == "a" => Some(fill.1),
                _ => None,
            })
        };
        assert_eq!(
            (opacity(picture("a", false)), opacity(picture("a", true))),
            (Some(1.0), Some(FADED))
        );
    }

    #[test]
    fn an_empty_map_is_a_picture_too() {
        let picture = Picture::new(&Sheet::default());
        assert_eq!((picture.width, picture.shapes.len()), (48.0, 1));
    }
}
