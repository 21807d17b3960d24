// From a drawing to pixels.

/** The largest side that browsers give a canvas without doubt. */
const MOST = 16_384;

/** @param {string} svg  a stand-alone document @param {number} scale  pixels per unit @returns {Promise<Blob>} a PNG */
export async function rasterise(svg, scale) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode().catch(() => {
      throw new Error("The picture could not be drawn; under a content security policy img-src must allow blob:");
    });
    const fit = Math.min(scale, MOST / Math.max(image.naturalWidth, image.naturalHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * fit));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * fit));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => {
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
