// From a canvas to a file.

/** @param {HTMLCanvasElement | undefined} canvas @returns {Promise<Blob>} */
export function png(canvas) {
  return new Promise((done, failed) => {
    if (!canvas) throw new Error("This browser gives no canvas to draw on");
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large"))), "image/png");
  });
}
