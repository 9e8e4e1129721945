//! What the system says of this process, by the names that Prometheus clients use. Linux only; elsewhere nothing.

use std::fs;
use std::time::Duration;

use rustix::param::clock_ticks_per_second;

use crate::descriptors;
use crate::metrics::Process;

/// Memory, processor time and descriptors (proc(5)).
pub(super) fn of_this() -> Option<Process> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let descriptors = fs::read_dir("/proc/self/fd").ok()?.count();
    let descriptors_limit = descriptors::most().unwrap_or_default();
    let (memory, descriptors) = (kibibytes << 10, descriptors as u64);
    Some(Process { memory, processor: processor()?, descriptors, descriptors_limit })
}

/// Processor time of all threads, the system's work for them included.
fn processor() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name may hold spaces and brackets; what follows it begins with the third field.
    let fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Some(Duration::from_secs_f64(ticks as f64 / clock_ticks_per_second() as f64))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_process_has_memory_and_descriptors() {
        let process = super::of_this().expect("proc is there");
        assert!(process.memory > 1 << 20 && process.descriptors >= 3);
    }

    #[test]
    fn work_shows_in_the_processor_s_time() {
        let before = super::processor().expect("proc is there");
        let worked = std::time::Instant::now();
        while super::processor().expect("proc is there") <= before {
            assert!(worked.elapsed().as_secs() < 30, "no time has passed for {before:?}");
        }
    }
}
