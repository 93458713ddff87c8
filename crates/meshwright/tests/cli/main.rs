//! The binary as its users meet it: arguments, environment, streams, files and exit codes.

#![cfg(test)]

mod deployed;
mod desk;
mod environment;
mod exit_codes;
mod fixes;
mod live;
mod messages;
mod outputs;
mod pages;
mod process;
mod recipes;
mod restarts;
mod settings;
mod tour;
mod webhook;
