//! Small pictures on buttons, drawn in a box of 16 by 16 with lines.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub enum Glyph {
    Brand,
    Filter,
    Open,
    Close,
    Help,
    Warning,
    Language,
    ThemeAuto,
    ThemeLight,
    ThemeDark,
    File,
    Plus,
    Minus,
    Fit,
    Limits,
    Rows,
    Graph,
    Save,
    Arrow,
    Copy,
    FoldAll,
    UnfoldAll,
    ZoomOut,
    ZoomIn,
    WholeTime,
    Previous,
    Next,
    Up,
    Down,
    Back,
    Clock,
    Check,
    Target,
    Versus,
    Swap,
}

/// Decoration: what it stands on has the name.
pub fn glyph(which: Glyph) -> impl IntoView {
    glyph_of(move || which)
}

/// A picture that changes.
pub fn glyph_of(which: impl Fn() -> Glyph + Send + 'static) -> impl IntoView {
    view! {
        <svg class="sm-line-icon" viewBox="0 0 16 16" width=16 height=16 aria-hidden="true">
            <path d=move || outline(which())/>
        </svg>
    }
}

fn outline(which: Glyph) -> &'static str {
    match which {
        // A service that calls two others.
        Glyph::Brand => {
            "M1.5 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0M10.5 3.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M10.5 12.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5.3 7.1L10.7 4.4M5.3 8.9L10.7 11.6"
        }
        Glyph::Filter => "M2 3.5h12M4.5 8h7M6.8 12.5h2.4",
        Glyph::Open => {
            "M1.8 12.7V3.8a.6.6 0 0 1 .6-.6h3.4l1.6 1.9h5a.6.6 0 0 1 .6.6v1.2M1.8 12.7l1.9-5h11l-1.9 5z"
        }
        Glyph::Close => "M4 4l8 8M12 4l-8 8",
        Glyph::Help => {
            "M14.2 8a6.2 6.2 0 1 1-12.4 0a6.2 6.2 0 1 1 12.4 0M6.2 6.4a1.8 1.8 0 1 1 2.7 1.5q-.9.5-.9 1.3M8 11.2v.4"
        }
        Glyph::Clock => "M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0M8 4.5V8l2.6 1.6",
        Glyph::Target => "M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3",
        Glyph::Warning => "M8 2.2l6.3 11.3H1.7zM8 6.6v3.2M8 11.6v.2",
        Glyph::Language => {
            "M14.2 8a6.2 6.2 0 1 1-12.4 0a6.2 6.2 0 1 1 12.4 0M1.8 8h12.4M8 1.8c3.4 3.6 3.4 8.8 0 12.4M8 1.8c-3.4 3.6-3.4 8.8 0 12.4"
        }
        Glyph::ThemeAuto => "M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0M8 2v12M8 5h5M8 8h6M8 11h5",
        Glyph::ThemeLight => {
            "M11 8a3 3 0 1 1-6 0a3 3 0 1 1 6 0M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13"
        }
        Glyph::ThemeDark => "M13.6 9.8A6 6 0 1 1 6.2 2.4a4.7 4.7 0 0 0 7.4 7.4z",
        Glyph::Copy => "M5.5 5.2V2.3h8v8h-3M2.5 5.5h8v8h-8z",
        Glyph::FoldAll => "M2.8 2.8h10.4v10.4H2.8zM5.6 8h4.8",
        Glyph::UnfoldAll => "M2.8 2.8h10.4v10.4H2.8zM5.6 8h4.8M8 5.6v4.8",
        Glyph::ZoomOut => "M11.5 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0M10.3 10.3l3.6 3.6M4.9 7h4.2",
        Glyph::ZoomIn => {
            "M11.5 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0M10.3 10.3l3.6 3.6M4.9 7h4.2M7 4.9v4.2"
        }
        Glyph::WholeTime => "M1.8 3v10M14.2 3v10M4 8h8M6 5.8L3.8 8L6 10.2M10 5.8L12.2 8L10 10.2",
        Glyph::Previous => "M10 3.5L5.5 8l4.5 4.5",
        Glyph::Next => "M6 3.5L10.5 8L6 12.5",
        Glyph::Up => "M3.5 10L8 5.5l4.5 4.5",
        Glyph::Down => "M3.5 6L8 10.5L12.5 6",
        Glyph::Versus => "M2.5 4.2h7M2.5 7h4M2.5 10h11M2.5 12.8h7.5",
        Glyph::Swap => "M5 13V3M2.5 5.5L5 3l2.5 2.5M11 3v10M8.5 10.5L11 13l2.5-2.5",
        Glyph::Check => "M3 8.5l3.4 3.5L13 4.5",
        Glyph::Back => "M13 8H3M7 4L3 8l4 4",
        Glyph::File => "M3.5 1.8h6l3 3v9.4h-9zM9.5 1.8v3h3M5.8 8h4.4M5.8 10.8h4.4",
        Glyph::Plus => "M8 3.5v9M3.5 8h9",
        Glyph::Minus => "M3.5 8h9",
        Glyph::Fit => "M2.8 6V2.8H6M10 2.8h3.2V6M13.2 10v3.2H10M6 13.2H2.8V10",
        Glyph::Limits => "M2.5 5h7M12.5 5h1M11 3.4v3.2M2.5 11h1M6.5 11h7M5 9.4v3.2",
        Glyph::Rows => "M2.5 4h11M2.5 8h11M2.5 12h11",
        Glyph::Graph => {
            "M1.8 6.4h4v3.2h-4zM10.2 2.4h4v3.2h-4zM10.2 10.4h4v3.2h-4zM5.8 8H8M10.2 4H8v8h2.2"
        }
        Glyph::Save => "M8 2.5v7M5 6.8l3 2.9l3-2.9M3 13h10",
        Glyph::Arrow => "M2.5 8H13M9.5 4.5L13 8l-3.5 3.5",
    }
}
