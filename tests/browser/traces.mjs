// Small X-Ray documents for tests: a shop whose payments fail when they are express.

/** 2024-05-01T12:00:00Z, in seconds. */
export const NOON = 1714564800;

/**
 * Traces a minute apart: API calls Order, Order calls Payment; every third is express and fails there.
 *
 * @param {number} count
 * @param {{ name?: string }} [options] name of the first service
 */
export function shop(count, { name = "API" } = {}) {
  return Array.from({ length: count }, (_, i) => trace(i, name)).flat();
}

/** As a file of a line a segment. */
export function lines(segments) {
  return segments.map((segment) => JSON.stringify(segment)).join("\n");
}

function trace(i, name) {
  const start = NOON + 60 * i;
  const id = `1-${start.toString(16)}-${String(i).padStart(24, "0")}`;
  const fault = i % 3 === 2;
  const status = fault ? 502 : 200;
  const span = (part, seconds, more) => ({
    trace_id: id,
    id: `${part}${String(i).padStart(15, "0")}`,
    start_time: start + 0.01 * part,
    end_time: start + 0.01 * part + seconds,
    ...(fault && { fault }),
    ...more,
  });
  const call = (part, seconds, target) => ({
    ...span(part, seconds, { name: target, namespace: "remote" }),
    trace_id: undefined,
  });
  return [
    span(1, 0.4, { name, http: { request: { method: "POST", url: "https://shop/checkout" }, response: { status } }, subsegments: [call(2, 0.3, "Order")] }),
    span(3, 0.25, {
      name: "Order",
      parent_id: `2${String(i).padStart(15, "0")}`,
      annotations: { order_type: fault ? "express" : "standard" },
      subsegments: [call(4, 0.2, "Payment")],
    }),
    span(5, 0.15, { name: "Payment", parent_id: `4${String(i).padStart(15, "0")}` }),
  ];
}
