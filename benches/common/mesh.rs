//! X-Ray segments of forty services, each of which calls nearly every other: the same text on every
//! machine.

use std::fmt::Write as _;

const SERVICES: u32 = 40;
const HOPS: u32 = 6;
const CALLS: u32 = 4;

/// Segments, one a line: six to a trace, four calls in each.
pub fn text(traces: usize) -> String {
    let mut random = Random(1);
    let mut out = String::new();
    for trace in 0..traces {
        let mut parent = String::new();
        for hop in 0..HOPS {
            let start = 1_700_000_000.0 + trace as f64 * 0.25 + f64::from(hop) * 0.003;
            parent = segment(&mut out, &mut random, trace, &parent, start);
        }
    }
    out
}

/// Returns the call that the next segment answers.
fn segment(
    out: &mut String,
    random: &mut Random,
    trace: usize,
    parent: &str,
    start: f64,
) -> String {
    let first = random.id();
    write!(
        out,
        r#"{{"trace_id":"1-65000000-{trace:024x}","id":"{}",{parent}"name":"s{}","start_time":{start:.6},"end_time":{:.6},"fault":{},"http":{{"request":{{"method":"POST","url":"https://shop.test/cart"}}}},"annotations":{{"tier":"{}"}},"subsegments":["#,
        random.id(),
        random.below(SERVICES),
        start + 0.06,
        random.below(50) == 0,
        ["free", "paid"][random.below(2) as usize],
    )
    .ok();
    for call in 0..CALLS {
        let (id, comma) = if call == 0 { (first.clone(), "") } else { (random.id(), ",") };
        let start = start + f64::from(call) * 0.01;
        write!(
            out,
            r#"{comma}{{"id":"{id}","name":"s{}","namespace":"remote","start_time":{start:.6},"end_time":{:.6}}}"#,
            random.below(SERVICES),
            start + 0.008,
        )
        .ok();
    }
    out.push_str("]}\n");
    format!(r#""parent_id":"{first}","#)
}

/// A linear congruential generator; its high bits are random enough for choices.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.next() % u64::from(limit)) as u32
    }

    fn id(&mut self) -> String {
        format!("{:016x}", self.next() << 31 | self.next())
    }
}
