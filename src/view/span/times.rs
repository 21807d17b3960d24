//! When the span was, how long it took, and how much of that was its own.

use leptos::prelude::*;

use super::facts::fact;
use crate::engine::SpanDetail;
use crate::model::Nanos;
use crate::scene::format::{duration, percent};
use crate::view::Ctx;
use crate::view::waterfall::signed;

pub fn times(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let text = &ctx.text().trace;
    let clock = ctx.clock();
    let row = &detail.row;
    let start = detail.start_time;
    let length = match row.in_progress {
        true => format!("≥ {} ({})", duration(row.duration), text.in_progress),
        false => duration(row.duration),
    };
    let of_duration = |part: Nanos| {
        let share = part.0 as f64 / row.duration.0.max(1) as f64;
        format!("{} ({})", duration(part), percent(share))
    };
    let end = (!row.in_progress).then(|| clock.date_time(start.plus(row.duration)));
    let adjusted = (row.shift != Nanos::ZERO).then(|| {
        let start = start.plus(row.shift);
        let (from, to) = (clock.date_time(start), clock.date_time(start.plus(row.duration)));
        format!("{from} – {to} ({})", signed(row.shift))
    });
    let late = Some(row.outlives).filter(|&late| late > Nanos::ZERO);
    let late = late.map(|late| (text.outlives)(&duration(late)));
    let critical = Some(detail.critical_time).filter(|&time| time > Nanos::ZERO);
    view! {
        <dl class="sm-facts sm-facts--table">
            {fact(text.col_start, clock.date_time(start))}
            {end.map(|end| fact(text.end, [end].into_iter().chain(late).collect::<Vec<_>>().join(" · ")))}
            {adjusted.map(|times| fact(text.clocks_adjusted, times))}
            {fact(text.from_trace_start, format!("+{}", duration(row.start)))}
            {fact(text.col_duration, length)}
            {fact(text.self_time, of_duration(row.self_time))}
            {critical.map(|time| fact(text.on_critical_path, of_duration(time)))}
        </dl>
    }
    .into_any()
}
