// Unpacks zstd, which browsers do not do for pages, by a module that is loaded when the first such file comes.

/** @param {AsyncIterable<Uint8Array>} packed */
export async function* unzstd(packed) {
  const { default: init, Unzstd } = await import("./unzstd.js");
  await init();
  const unpacker = new Unzstd();
  try {
    for await (const chunk of packed) {
      unpacker.push(chunk);
      yield* complete(unpacker, false);
    }
    yield* complete(unpacker, true);
  } catch (error) {
    // The module says in plain text what is wrong with the data.
    throw typeof error === "string" ? new Error(error) : error;
  } finally {
    unpacker.free();
  }
}

function* complete(unpacker, last) {
  for (let bytes; (bytes = unpacker.next(last)) !== undefined; ) if (bytes.length > 0) yield bytes;
}
