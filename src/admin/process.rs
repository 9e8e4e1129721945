//! What the system says of this process, by the names that Prometheus clients use. Linux only; elsewhere nothing.

use std::fs;

/// Resident memory in bytes, and the number of open file descriptors (proc(5)).
pub(super) fn memory_and_descriptors() -> Option<(u64, u64)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let descriptors = fs::read_dir("/proc/self/fd").ok()?.count();
    Some((kibibytes << 10, descriptors as u64))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_process_has_memory_and_descriptors() {
        let (memory, descriptors) = super::memory_and_descriptors().expect("proc is there");
        assert!(memory > 1 << 20 && descriptors >= 3);
    }
}
