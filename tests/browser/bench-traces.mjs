// Files for the benchmarks, the same in every run.

const NOON = 1_714_564_800;

/** One trace of `spans` spans, each a document of its own: broad, and some twenty levels deep. */
export function tree(spans) {
  const random = numbers(7);
  const trace = `1-${NOON.toString(16)}-${hex(1, 24)}`;
  const path = [];
  const lines = [];
  for (let at = 0; at < spans; at++) {
    path.length = at === 0 ? 0 : Math.max(1, Math.min(20, path.length - random(3)));
    const start = NOON + at * 1e-4;
    const length = at === 0 ? spans * 1e-4 : 1e-4 * (1 + random(300));
    lines.push(JSON.stringify({
      trace_id: trace,
      id: hex(at + 1, 16),
      ...(at > 0 && { parent_id: path.at(-1), type: "subsegment" }),
      name: `service-${random(40)}`,
      start_time: start,
      end_time: start + length,
      ...(random(100) === 0 && { fault: true }),
      http: { request: { method: "GET", url: `https://shop.test/items/${random(5000)}` }, response: { status: 200 } },
      annotations: { region: ["eu", "us", "ap"][random(3)], attempt: random(4) },
    }));
    path.push(hex(at + 1, 16));
  }
  return lines.join("\n");
}

/** Traces of thirty spans over forty services, of which nearly every one calls every other. */
export function mesh(traces) {
  const random = numbers(1);
  let ids = 0;
  const lines = [];
  for (let trace = 0; trace < traces; trace++) {
    let parent;
    for (let hop = 0; hop < 6; hop++) {
      const start = NOON + trace / 4 + hop * 0.003;
      const calls = Array.from({ length: 4 }, (_, call) => ({
        id: hex(++ids, 16),
        name: `s${random(40)}`,
        namespace: "remote",
        start_time: start + call * 0.01,
        end_time: start + call * 0.01 + 0.008,
      }));
      lines.push(JSON.stringify({
        trace_id: `1-${NOON.toString(16)}-${hex(trace, 24)}`,
        id: hex(++ids, 16),
        ...(parent && { parent_id: parent }),
        name: `s${random(40)}`,
        start_time: start,
        end_time: start + 0.06,
        ...(random(50) === 0 && { fault: true }),
        annotations: { tier: ["free", "paid"][random(2)] },
        subsegments: calls,
      }));
      parent = calls[0].id;
    }
  }
  return lines.join("\n");
}

function hex(number, digits) {
  return number.toString(16).padStart(digits, "0");
}

/** A linear congruential generator: whole numbers below a limit. */
function numbers(seed) {
  return (limit) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
}
