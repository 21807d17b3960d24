// Everything that `load()` takes, as blobs and streams with a name.

/** @typedef {import("./engine.js").Source} Source */

/**
 * A way to the bytes that can be gone again, for loading once more after a mishap.
 * Streams can be read only once: then `again` is missing.
 *
 * @param {unknown} data @param {string} [name]
 * @returns {{ open: (signal: AbortSignal) => Promise<Source[]>, again: boolean }}
 */
export function sourcesOf(data, name) {
  if (isFileList(data)) {
    const files = [...data];
    return { again: true, open: async () => files.map((file) => fromBlob(file)) };
  }
  if (data instanceof Blob) return { again: true, open: async () => [fromBlob(data, name)] };
  if (data instanceof URL || (typeof data === "string" && !isJson(data))) {
    const url = new URL(data, document.baseURI);
    return { again: true, open: async (signal) => [await fetched(url, signal, name)] };
  }
  if (data instanceof Response) {
    const again = data.url !== "" && !data.bodyUsed;
    let first = data;
    const open = async (signal) => {
      const response = first;
      first = undefined;
      return [response ? fromResponse(response, name) : await fetched(new URL(data.url), signal, name)];
    };
    return { again, open };
  }
  if (data instanceof ReadableStream) return { again: false, open: async () => [{ name: name ?? "stream", stream: data }] };
  const blob = new Blob([isBytes(data) || typeof data === "string" ? data : JSON.stringify(data)]);
  return { again: true, open: async () => [fromBlob(blob, name)] };
}

/** A browser that cannot hand streams to a worker reads them on the page first. */
export async function withoutStreams(sources) {
  return Promise.all(
    sources.map(async ({ stream, ...source }) =>
      stream ? { ...source, blob: await new Response(stream).blob() } : source,
    ),
  );
}

async function fetched(url, signal, name) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}`.trimEnd());
  return fromResponse(response, name);
}

function fromResponse(response, name = lastPart(response.url)) {
  if (!response.body) return fromBlob(new Blob(), name);
  // Of the packed body, if the server packed it; then it says nothing about the bytes that come.
  const packed = response.headers.get("content-encoding");
  const total = packed ? undefined : Number(response.headers.get("content-length")) || undefined;
  return { name, stream: response.body, total };
}

function fromBlob(blob, name = blob.name ?? "data") {
  return { name, blob };
}

function lastPart(url) {
  try {
    const part = new URL(url).pathname.split("/").pop();
    return decodeURIComponent(part) || url;
  } catch {
    return url || "data";
  }
}

function isJson(text) {
  return /^\s*[[{]/.test(text.slice(0, 1024).replace("\ufeff", ""));
}

function isBytes(data) {
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data);
}

function isFileList(data) {
  if (globalThis.FileList && data instanceof FileList) return true;
  return Array.isArray(data) && data.length > 0 && data.every((file) => file instanceof Blob);
}
