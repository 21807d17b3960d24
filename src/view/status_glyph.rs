//! How something ended, as a shape: colour alone would leave out one man in twelve.

use leptos::prelude::*;

use crate::model::Status;
use crate::state::TraceText;

/// A mark of 12 px with its name for those who hear the page.
pub fn status_glyph(text: &TraceText, status: Status) -> impl IntoView + use<> {
    view! {
        <svg
            class=format!("sm-glyph sm-glyph--{}", role(status))
            viewBox="0 0 12 12"
            width=12
            height=12
            role="img"
            aria-label=status_name(text, status)
        >
            <path d=outline(status)/>
        </svg>
    }
}

/// The word for a status in the language of the screen.
pub fn status_name(text: &TraceText, status: Status) -> &'static str {
    match status {
        Status::Unset | Status::Ok => text.ok,
        Status::Error => text.error,
        Status::Throttle => text.throttle,
        Status::Fault => text.fault,
    }
}

/// The colour role of a status.
pub fn role(status: Status) -> &'static str {
    match status {
        Status::Unset | Status::Ok => "ok",
        Status::Error => "error",
        Status::Throttle => "throttle",
        Status::Fault => "fault",
    }
}

/// Of the names that the element's API has.
pub fn status_of(health: &str) -> Status {
    match health {
        "fault" => Status::Fault,
        "throttle" => Status::Throttle,
        "error" => Status::Error,
        _ => Status::Ok,
    }
}

/// A dot, a triangle with a mark, a double bar, an octagon with a cross; holes by even-odd filling.
fn outline(status: Status) -> &'static str {
    match status {
        Status::Unset | Status::Ok => "M6 3.5A2.5 2.5 0 1 1 6 8.5A2.5 2.5 0 1 1 6 3.5Z",
        Status::Error => "M6 .8L11.7 11.2H.3ZM5.3 4.4V7.6H6.7V4.4ZM5.3 8.5V9.9H6.7V8.5Z",
        Status::Throttle => "M6 .3L11.7 6L6 11.7L.3 6ZM4 4V8H5.3V4ZM6.7 4V8H8V4Z",
        Status::Fault => {
            "M3.6.3H8.4L11.7 3.6V8.4L8.4 11.7H3.6L.3 8.4V3.6ZM4.1 3.2L3.2 4.1L5.1 6L3.2 7.9L4.1 8.8L6 6.9L7.9 8.8L8.8 7.9L6.9 6L8.8 4.1L7.9 3.2L6 5.1Z"
        }
    }
}
