// The site: one element over the whole window, told by the address what to show.
// `?src=traces.json` loads a file, `?sample` the sample.

import "./element.js";

const viewer = document.querySelector("spanmap-viewer");
const wishes = new URLSearchParams(location.search);
// Its keys work from the start.
viewer.addEventListener("spanmap-ready", () => viewer.focus({ preventScroll: true }));
document.documentElement.lang = viewer.lang;

const wished = wishes.has("sample") ? viewer.sample : wishes.get("src");
if (wished) viewer.src = wished;
