//! A real API server, watched and listed.

#![cfg(test)]

mod bench;
mod foreign;
mod listing;
mod scripted;
mod watching;
