# One door for everything. `just` lists the doors.

_list:
    @just --list --unsorted

# Run the proxy with embedded defaults (and the sandbox, when no provider key is set).
serve *ARGS:
    cargo run --release -- serve {{ARGS}}

# Exactly what CI runs.
check:
    .ci/run

# Tests only, the README's command.
test *ARGS:
    cargo test --workspace {{ARGS}}

# One detector's cases: `just detector global.email`, or a prefix: `just detector de.`
detector RULE:
    RULE={{RULE}} cargo test -p allonym-detectors --test cases

# End-to-end tests with the real SDKs, Claude Code and Codex.
clients:
    tests/clients/run

# Rewrite golden fixtures and generated docs from what the code does now; review the diff.
bless:
    ALLONYM_BLESS=1 cargo test --workspace

# Benchmarks, as ratios in one run.
bench *ARGS:
    cargo bench {{ARGS}}

# Format and let clippy fix what it can.
fix:
    cargo fmt --all
    cargo clippy --workspace --all-targets --fix --allow-dirty --allow-staged
