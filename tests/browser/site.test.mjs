// The site as it is served: from any path, under a strict policy, with nothing in the console.

import assert from "node:assert/strict";

import { pageTest, screenshot, STRICT_CSP, TRUSTED_TYPES_CSP } from "./support.mjs";

/** A page that does nothing but start the modules that the element starts. */
const MODULE_PAGE = {
  "module.html": `<!doctype html><title>module</title><script type="module" src="module.js"></script>`,
  "module.js": `
    import viewer from "./www/spanmap.js";
    import engine from "./www/spanmap_engine.js";
    const started = await Promise.all([viewer(), engine()]);
    document.title = started.every((it) => it.memory instanceof WebAssembly.Memory) ? "started" : "no memory";
  `,
};

for (const [policy, csp] of Object.entries({ strict: STRICT_CSP, "trusted types": TRUSTED_TYPES_CSP })) {
  pageTest(`the modules start under the ${policy} policy`, { csp, pages: MODULE_PAGE, path: "module.html" }, async ({ page }) => {
    await page.waitForFunction(() => document.title !== "module");
    assert.equal(await page.title(), "started");
  });
}

/** The page itself has an icon, empty so that no browser asks for one; the element needs no images. */
const PAGE_CSP = `${STRICT_CSP}; img-src data:`;

for (const base of ["/", "/tools/traces/"]) {
  pageTest(`the page shows the element when served from ${base}`, { base, csp: PAGE_CSP }, async ({ page }) => {
    await page.waitForFunction(() => document.querySelector("spanmap-viewer:defined")?.shadowRoot?.childElementCount > 0);
    await screenshot(page, `site${base.replaceAll("/", "-")}`);
  });
}
