//! What the system says of this process, by the names that Prometheus clients use. Linux only; elsewhere nothing.

use std::fs;

use crate::descriptors;
use crate::metrics::Process;

/// Memory and descriptors (proc(5)).
pub(super) fn of_this() -> Option<Process> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let descriptors = fs::read_dir("/proc/self/fd").ok()?.count();
    let descriptors_limit = descriptors::most().unwrap_or_default();
    Some(Process { memory: kibibytes << 10, descriptors: descriptors as u64, descriptors_limit })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_process_has_memory_and_descriptors() {
        let process = super::of_this().expect("proc is there");
        assert!(process.memory > 1 << 20 && process.descriptors >= 3);
    }
}
