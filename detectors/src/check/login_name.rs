//! Names people log in with: no role account, no keyword or type of program text, nothing all in digits.

/// Accounts that are nobody's own, flags, and types that stand after `user:` or `login:` in code.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "admin", "administrator", "root", "user", "username", "guest", "test", "demo", "nobody", "system", "service", "daemon",
    "postgres", "mysql", "ubuntu", "ec2-user", "git", "www-data", "default", "anonymous", "public", "none", "null", "nil", "super", "true",
    "false", "required", "optional", "string", "str", "int", "number", "boolean", "bool", "object", "any", "undefined", "self",
    "this", "the", "not", "invalid", "unknown", "empty", "missing", "enabled", "disabled", "success", "failed", "error", "page",
    "runner", "runneradmin", "vagrant", "jenkins", "node", "app", "deploy", "build", "builder", "linuxbrew", "shared", "all", "codespace", "vscode", "pi", "docker", "nginx", "www", "you", "me", "yourname", "youruser", "myuser", "name", "foo", "bar",
    "account", "accounts", "role", "work", "src", "data", "dev", "ci", "web", "api", "project", "projects", "code", "repo", "repos", "agent", "agents",
    "claude", "codex", "coder", "sandbox", "workspace", "workspaces", "tmp", "main", "client", "server", "worker", "github", "actions", "staff",
    "share", "varchar", "constr", "text", "char", "group", "current", "form", "here", "yes", "no", "on", "off", "option", "your", "a", "an", "in", "already", "see", "use", "enter", "first", "and", "pass", "or", "is", "new", 
];

pub(super) fn passes(value: &str) -> bool {
    let name = value.trim_start_matches('@');
    let lower = name.to_ascii_lowercase();
    let typed = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
        && !value.starts_with('@');
    !is_role(&lower) && !typed && name.bytes().any(|byte| byte.is_ascii_alphabetic()) && !is_code(name)
}

/// Whether a name in lower case is an account that is nobody's own, with or without a number behind it.
pub(super) fn is_role(lower: &str) -> bool {
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['_', '-', '.']);
    NOBODY.contains(&stem) || stem.ends_with("_user") || stem.starts_with("user_")
}

/// What programs ask of a thing.
const MEMBERS: &[&str] = &[
    "string", "str", "text", "number", "object", "owner", "login", "user", "username", "id", "name", "email",
];

/// Members and calls: `request.user`, `self.name`, `config.login`.
fn is_code(name: &str) -> bool {
    let constant = name.contains('_') && !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let owners = [
        "self.", "this.", "req.", "request.", "config.", "data.", "user.", "ctx.", "context.", "params.",
        "options.", "props.", "row.", "args.",
    ];
    let is_member = name.rsplit_once('.').is_some_and(|(_, member)| MEMBERS.contains(&member));
    constant || is_member || owners.iter().any(|owner| name.starts_with(owner))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn people_and_others() {
        for name in ["jroe42", "jane.roe", "@Jane", "j_doe"] {
            assert!(passes(name), "{name}");
        }
        for other in [
            "root",
            "String",
            "true",
            "12345",
            "request.user",
            "z.string",
            "repo.owner",
            "work",
            "self.name",
            "username",
            "user_1",
            "nt_user",
            "WS_STRING",
        ] {
            assert!(!passes(other), "{other}");
        }
    }
}
