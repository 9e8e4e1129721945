//! Which tools run the commands of a shell, and under which property one stands. Owns: these lists. Never: reads a command.

/// Names by which agents call their shells, those of programs included that serve one to any (`mcp__x__run_command`).
const SHELLS: [&str; 18] = [
    "bash",
    "sh",
    "zsh",
    "shell",
    "terminal",
    "exec",
    "container.exec",
    "exec_command",
    "execute_bash",
    "execute_command",
    "local_shell",
    "run_bash",
    "run_command",
    "run_in_terminal",
    "run_shell_command",
    "run_terminal_cmd",
    "run_terminal_command",
    "shell_command",
];

/// Whether the tool called `name` runs commands of a shell.
pub fn runs_commands(name: &str) -> bool {
    let name = name.rsplit("__").next().unwrap_or(name);
    SHELLS.iter().any(|shell| shell.eq_ignore_ascii_case(name))
}

/// Whether a command stands under the property of such a tool. What is a list is no line of a shell, but words as they are.
pub fn is_command(property: &str) -> bool {
    matches!(property, "command" | "cmd" | "script")
}
