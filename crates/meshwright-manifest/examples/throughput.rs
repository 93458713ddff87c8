//! How fast the reader is: `cargo run --release --example throughput -- FILE…` reads each file a hundred
//! times and prints nanoseconds a byte.

use std::hint::black_box;
use std::time::Instant;

use meshwright_manifest::{Syntax, documents};

const ROUNDS: u32 = 100;

#[expect(clippy::print_stdout, reason = "a measurement for people")]
fn main() -> Result<(), std::io::Error> {
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        let syntax = Syntax::guess(Some(&name), &bytes);
        let (mut count, mut best) = (0, f64::INFINITY);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            count = documents(&bytes, syntax).map(black_box).count();
            best = best.min(start.elapsed().as_secs_f64());
        }
        #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
        let nanoseconds = best * 1e9 / bytes.len() as f64;
        println!(
            "{name}: {count} documents, {} bytes, {nanoseconds:.2} ns/byte",
            bytes.len()
        );
    }
    Ok(())
}
