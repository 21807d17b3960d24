//! Pure geometry: where the boxes and lines of a picture go.
//!
//! Same input, same bytes out, on the host and in WebAssembly: no clock, no randomness,
//! no transcendental `f64` function, no hash-map order.
