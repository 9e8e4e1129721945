//! File descriptors: how many this process may have open.
//!
//! Owns: reading that limit, and raising it to what the system allows. Shells and service managers set the soft limit to
//! 1024 for programs that use select(2), which none here does. Never: goes beyond the hard limit.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_raised_is_what_can_be_had() {
        assert_eq!(raise(), most());
        assert_eq!(getrlimit(Resource::Nofile).current, most());
    }
}
