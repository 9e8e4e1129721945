//! Accounts that somebody owns: `app`, `root` and `guest` in a connection string are words of every text about programs,
//! and would be replaced in all of it.

use super::login_name::is_role;

/// Accounts of programs, by what they do.
const PROGRAMS: [&str; 12] =
    ["api", "web", "backend", "frontend", "worker", "svc", "db", "sa", "rw", "ro", "reader", "writer"];

pub(super) fn passes(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    !is_role(&lower) && !PROGRAMS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn people_and_programs() {
        assert!(passes("jroe") && passes("app_jane") && passes("Jane"));
        assert!(!passes("app") && !passes("Root") && !passes("api") && !passes("guest1"));
    }
}
