// A page that embeds the viewer, as its author would write it: it is compiled, not run.

import type { LoadReport, Selection, ServiceGraph, SpanmapViewer, Summary } from "spanmap";
import "spanmap";

const viewer = document.createElement("spanmap-viewer");
viewer.filter = "fault = true";
viewer.thresholds = { latency: { warning: 500, critical: 2000 }, errorRate: { warning: 0.01, critical: 0.05 } };
viewer.timeRange = { start: 0, end: Date.now() };
viewer.view = "traces";
viewer.trace = "1-5759e988-bd862e3fe1be46a994272793";
viewer.trace = null;
document.body.append(viewer);

viewer.addEventListener("spanmap-load", ({ detail }) => tell(detail));
viewer.addEventListener("spanmap-select", ({ detail }) => follow(detail));
viewer.addEventListener("click", (event) => event.preventDefault());
// Events leave the shadow root and bubble.
document.body.addEventListener("spanmap-filter", ({ detail }) => detail.error?.message.trim());

async function ask(element: SpanmapViewer, file: File, signal: AbortSignal): Promise<number> {
  await element.load(file, { append: true, name: "checkout.json", signal });
  await element.load([file, file]);
  await element.load(new URL("https://example.com/traces.json"));
  const summary: Summary = await element.summary();
  const graph: ServiceGraph = await element.serviceGraph();
  const [slowest] = await element.traces({ sort: "duration", descending: true, limit: 1 });
  const trace = slowest && (await element.trace(slowest.id));
  element.select({ type: "edge", source: "web", target: "db" });
  element.select(null);
  const picture: Blob = await element.exportPng(2);
  const busiest = Math.max(...graph.nodes.map((node) => node.bottleneck));
  return summary.traces + busiest + picture.size + (trace?.spans[0]?.selfMs ?? 0);
}

function tell(report: LoadReport): string {
  return report.problems.map(({ file, offset, reason }) => `${file}:${offset} ${reason}`).join("\n");
}

function follow(selection: Selection | null): void {
  if (selection?.type === "node") document.title = selection.id;
}

// @ts-expect-error the view has a name of a known kind
viewer.view = "flame";
// @ts-expect-error a summary is asked for, not given
viewer.summary = null;
// @ts-expect-error the error is the viewer's to tell
viewer.filterError = null;

void ask;
