// Files from a person: chosen in a dialogue, or dropped on the element.

import { isHidden, leftOut } from "./unpack.js";

/** @typedef {import("./engine.js").Source} Source */

/** Lets the person choose; the files, or none. @returns {Promise<Source[]>} Not all browsers open a dialogue for a field that is in no document. */
export async function choose(root) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  root.append(input);
  const files = await new Promise((chosen) => {
    input.onchange = () => chosen([...input.files].map(sourceOf));
    input.oncancel = () => chosen([]);
    input.click();
  });
  input.remove();
  return files;
}

/**
 * Takes what is dropped on `target`; folders with all that is in them.
 *
 * @param {HTMLElement} target @param {AbortSignal} signal  ends it
 * @param {(over: boolean) => void} hover  while something that can be dropped is over the target
 * @param {(sources: Source[]) => void} drop
 */
export function takeDrops(target, signal, hover, drop) {
  // Entering a child comes before leaving its parent, so it is counted.
  let depth = 0;
  const listen = (type, react) => {
    const listener = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      react(event);
      hover(depth > 0);
    };
    target.addEventListener(type, listener, { signal });
  };
  listen("dragenter", () => depth++);
  listen("dragover", (event) => (event.dataTransfer.dropEffect = "copy"));
  listen("dragleave", () => (depth = Math.max(0, depth - 1)));
  listen("drop", async (event) => {
    depth = 0;
    const sources = await dropped(event.dataTransfer);
    if (sources.length > 0) drop(sources);
  });
}

/** The items must be asked for before the first pause: the list is emptied after the event. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files].map(sourceOf);
  return walk(entries);
}

/** All files in folders, by their paths, and what of them was left out.
 *  @param {FileSystemEntry[]} entries @returns {Promise<Source[]>} */
export async function walk(entries) {
  const found = [];
  const hidden = [];
  // A list, not recursion: folders may be nested as deep as they like.
  const waiting = [...entries];
  while (waiting.length > 0) {
    const entry = waiting.pop();
    const name = entry.fullPath.replace(/^\//, "");
    try {
      if (isHidden(name)) hidden.push(name);
      else if (entry.isDirectory) waiting.push(...(await children(entry)));
      else found.push({ name, blob: await new Promise((opened, failed) => entry.file(opened, failed)) });
    } catch (error) {
      found.push(leftOut(name, `It could not be opened (${error.message})`));
    }
  }
  if (hidden.length > 0) found.push(leftOut(hidden[0], `Hidden files left out: ${hidden.length}`));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder gives its content in portions, the last of which is empty. */
async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((found, lost) => reader.readEntries(found, lost));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function sourceOf(file) {
  return { name: file.name, blob: file };
}
