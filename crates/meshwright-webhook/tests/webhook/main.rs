//! The webhook over loopback TLS, asked by a raw client.

#![cfg(test)]

mod bench;
mod certificates;
mod client;
mod cluster;
mod ending;
mod http2;
mod malformed;
mod peers;
mod reviews;
mod seen;
mod tls;
mod turned_away;
