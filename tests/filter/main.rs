//! The filter language: which traces an expression selects, what is wrong with one, and its laws.

mod errors;
mod expressions;
mod laws;
mod map;
mod nodes;
mod values;
mod why;
mod world;
