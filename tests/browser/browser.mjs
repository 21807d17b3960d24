// One Chromium a process, started when it is first needed.

import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let launched;

/** Debian's Chromium, or the one that `SPANMAP_CHROMIUM` names. */
export function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.SPANMAP_CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  return launched;
}

/** Ends it, if it was started. */
export async function closeBrowser() {
  await (await launched)?.close();
}
