//! File descriptors: how many this process may have open, and how many connections these are enough for.
//!
//! Owns: reading that limit, and raising it to what the system allows. Shells and service managers set the soft limit to
//! 1024 for programs that use select(2), which none here does. Never: goes beyond the hard limit.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors beside connections from clients and to providers: files, listeners, signals, the runtime, and those who ask
/// the admin listener.
const BESIDE: u64 = 64;

/// The most that can be had; `None` without a limit.
pub fn most() -> Option<u64> {
    getrlimit(Resource::Nofile).maximum
}

/// Takes as many as can be had. Says how many these are; `None` without a limit.
pub fn raise() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    match setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

/// How many so many connections from clients may need: each needs one to a provider as well.
pub const fn needed(connections: u64) -> u64 {
    2 * connections + BESIDE
}

/// For how many of so many connections from clients `most` descriptors are enough; at least one.
pub fn enough_for(connections: usize, most: Option<u64>) -> usize {
    let Some(most) = most else { return connections };
    let pairs = (most - BESIDE.min(most / 2)) / 2;
    connections.min(usize::try_from(pairs).unwrap_or(usize::MAX)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_raised_is_what_can_be_had() {
        assert_eq!(raise(), most());
        assert_eq!(getrlimit(Resource::Nofile).current, most());
    }

    #[test]
    fn connections_are_as_many_as_there_are_descriptors_for() {
        assert_eq!(enough_for(4_096, None), 4_096);
        assert_eq!(enough_for(4_096, Some(needed(4_096))), 4_096);
        assert_eq!(enough_for(4_096, Some(1_024)), 480);
        assert_eq!(enough_for(4_096, Some(48)), 12);
        assert_eq!(enough_for(4_096, Some(0)), 1);
    }
}
