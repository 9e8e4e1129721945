//! Commands of a shell: values come back quoted for where they stand, and leave as the model wrote them.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::numbers::{answered, draft, sent};
use super::*;

/// What tells of the values.
const TOLD: &str =
    "Author: Thomas O'Brien <t.obrien@mail.example>\nDB_PASSWORD=pa$$w0rd!x\nBilled to Anna Müller.";

/// Commands as a model writes them, and as the client gets them.
const COMMANDS: &[(&str, &str)] = &[
    ("grep -n '<<PERSON_2>>' f", r"grep -n 'Thomas O'\''Brien' f"),
    ("grep -n \"<<PERSON_2>>\" f", "grep -n \"Thomas O'Brien\" f"),
    ("grep -n <<PERSON_2>> f", r"grep -n Thomas\ O\'Brien f"),
    ("PGPASSWORD=\"<<PASSWORD_1>>\" psql", r#"PGPASSWORD="pa\$\$w0rd!x" psql"#),
    ("PGPASSWORD='<<PASSWORD_1>>' psql # <<PERSON_2>>", "PGPASSWORD='pa$$w0rd!x' psql # Thomas O'Brien"),
    ("export PW=<<PASSWORD_1>>; echo '<<PERSON_2>>'", r"export PW=pa\$\$w0rd!x; echo 'Thomas O'\''Brien'"),
    (
        "git commit -m \"$(cat <<'EOF'\nFix for <<PERSON_2>>, <<PASSWORD_1>>\nEOF\n)\" --author='<<PERSON_2>>'",
        "git commit -m \"$(cat <<'EOF'\nFix for Thomas O'Brien, pa$$w0rd!x\nEOF\n)\" --author='Thomas O'\\''Brien'",
    ),
    ("cat > .env <<EOF\nPW=<<PASSWORD_1>>\nEOF\n", "cat > .env <<EOF\nPW=pa\\$\\$w0rd!x\nEOF\n"),
    (
        "curl -d '{\"name\": \"<<PERSON_2>>\"}' -u \"x:<<PASSWORD_1>>\"",
        "curl -d '{\"name\": \"Thomas O'\\''Brien\"}' -u \"x:pa\\$\\$w0rd!x\"",
    ),
    ("mail <<EMAIL_1>> '<<PERSON_1>>'", "mail t.obrien@mail.example 'Anna Müller'"),
];

fn calls(tool: &str, key: &str, commands: impl Iterator<Item = String>) -> [(Endpoint, Value); 3] {
    let inputs: Vec<Value> = commands.map(|command| json!({ key: command, "description": "d" })).collect();
    let block = |input: &Value| json!({"type": "tool_use", "id": "t", "name": tool, "input": input});
    let call = |input: &Value| json!({"function": {"arguments": input.to_string(), "name": tool}, "id": "c", "type": "function"});
    let item = |input: &Value| json!({"type": "function_call", "name": tool, "arguments": input.to_string(), "call_id": "c"});
    [
        (
            Endpoint::Messages,
            json!({"role": "assistant", "content": inputs.iter().map(block).collect::<Vec<_>>()}),
        ),
        (
            Endpoint::ChatCompletions,
            json!({"role": "assistant", "tool_calls": inputs.iter().map(call).collect::<Vec<_>>()}),
        ),
        (
            Endpoint::Responses,
            json!({"object": "response", "output": inputs.iter().map(item).collect::<Vec<_>>()}),
        ),
    ]
}

/// A request with the tool, in which `TOLD` was said, and then what the model called.
fn request(endpoint: Endpoint, tool: &str, key: &str, called: Option<&Value>) -> Value {
    let schema = json!({"type": "object", "properties": {key: {"type": "string"}}});
    let (list, tools) = match endpoint {
        Endpoint::Messages => ("messages", json!([{"name": tool, "input_schema": schema}])),
        Endpoint::Responses => ("input", json!([{"type": "function", "name": tool, "parameters": schema}])),
        _ => ("messages", json!([{"type": "function", "function": {"name": tool, "parameters": schema}}])),
    };
    let mut turns = vec![json!({"role": "user", "content": TOLD})];
    match called.map(|called| (called, called["output"].as_array())) {
        Some((_, Some(items))) => turns.extend(items.iter().cloned()),
        Some((message, None)) => turns.push(message.clone()),
        None => {}
    }
    // The shell of a provider is defined nowhere.
    let tools = if tool == "shell" { json!([]) } else { tools };
    json!({"model": "m", "tools": tools, list: turns})
}

/// The calls in a request, as they would stand in an answer.
fn called(endpoint: Endpoint, request: &Value) -> Value {
    match endpoint {
        Endpoint::Responses => {
            json!({"object": "response", "output": request["input"].as_array().unwrap()[1..]})
        }
        _ => request["messages"][1].clone(),
    }
}

#[test]
fn values_are_quoted_for_a_shell_and_leave_as_the_model_wrote_them() {
    let profile = profile();
    for (tool, key) in [
        ("Bash", "command"),
        ("exec_command", "cmd"),
        ("mcp__box__run_command", "command"),
        ("shell", "command"),
    ] {
        let written = calls(tool, key, COMMANDS.iter().map(|(written, _)| (*written).to_owned()));
        let expected = calls(tool, key, COMMANDS.iter().map(|(_, back)| (*back).to_owned()));
        for ((endpoint, written), (_, expected)) in written.into_iter().zip(expected) {
            let first = draft(endpoint, &request(endpoint, tool, key, None), &profile);
            let answer = match endpoint {
                Endpoint::ChatCompletions => json!({"choices": [{"index": 0, "message": written}]}),
                _ => written.clone(),
            };
            let got = answered(&first, &profile, endpoint, &answer);
            let got = got.pointer("/choices/0/message").unwrap_or(&got).clone();
            assert_eq!(got, expected, "{tool}");
            let second = draft(endpoint, &request(endpoint, tool, key, Some(&got)), &profile);
            assert_eq!(called(endpoint, &sent(&second)), written, "{tool}");
        }
    }
}

#[test]
fn what_is_no_command_of_a_shell_has_values_as_they_read() {
    let profile = profile();
    for (tool, key) in [("Edit", "command"), ("Bash", "description_of"), ("say", "cmd")] {
        let said = ["'<<PERSON_2>>' \"<<PASSWORD_1>>\"", "'Thomas O'Brien' \"pa$$w0rd!x\""];
        let [written, expected] = said.map(|said| calls(tool, key, std::iter::once(said.to_owned())));
        for ((endpoint, written), (_, expected)) in written.into_iter().zip(expected) {
            let first = draft(endpoint, &request(endpoint, tool, key, None), &profile);
            if endpoint != Endpoint::ChatCompletions {
                assert_eq!(answered(&first, &profile, endpoint, &written), expected);
            }
        }
    }
}

#[test]
fn a_command_that_quotes_otherwise_is_echoed_as_it_stood() {
    let profile = profile();
    let own = [
        r#"grep "Thomas O'"Brien f"#,
        "for n in Thomas O'Brien; do",
        "PGPASSWORD=\"pa$$w0rd!x\" psql",
        r"grep 'Thomas O'\''Brien' f; grep Thomas\ O\'Brien",
        "echo \"Anna Müller\" Anna Müller",
        r#"curl -d "{\"name\": \"Thomas O'Brien\"}""#,
    ];
    for (endpoint, call) in calls("Bash", "command", own.iter().map(|&own| own.to_owned())) {
        let turn = draft(endpoint, &request(endpoint, "Bash", "command", Some(&call)), &profile);
        let echo = called(endpoint, &sent(&turn));
        for value in ["Brien", "w0rd", "Anna", "Müller"] {
            assert!(!echo.to_string().contains(value), "{echo}");
        }
        let answer = match endpoint {
            Endpoint::ChatCompletions => json!({"choices": [{"index": 0, "message": echo}]}),
            _ => echo,
        };
        let got = answered(&turn, &profile, endpoint, &answer);
        assert_eq!(*got.pointer("/choices/0/message").unwrap_or(&got), call);
    }
}

/// Commands and what is nearly one.
fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("Thomas O'Brien"),
        Just(r"Thomas O'\''Brien"),
        Just(r"Thomas\ O\'Brien"),
        Just("pa$$w0rd!x"),
        Just(r"pa\$\$w0rd!x"),
        Just("Anna Müller"),
        Just(r"Anna\ Müller"),
        Just("t.obrien@mail.example"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("$'"),
        Just("$("),
        Just("("),
        Just(")"),
        Just("`"),
        Just("# "),
        Just(" "),
        Just("\n"),
        Just(" <<E"),
        Just(" <<'E'"),
        Just("\nE\n"),
        Just("grep"),
        Just("--author="),
        Just("{\"name\": \""),
        Just("é"),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_a_command_is_an_echo_of_it_comes_back(command in soup()) {
        let profile = profile();
        for (endpoint, call) in calls("Bash", "command", std::iter::once(command)).into_iter().take(2) {
            let turn = draft(endpoint, &request(endpoint, "Bash", "command", Some(&call)), &profile);
            let echo = called(endpoint, &sent(&turn));
            let answer = match endpoint {
                Endpoint::ChatCompletions => json!({"choices": [{"index": 0, "message": echo}]}),
                _ => echo.clone(),
            };
            let got = answered(&turn, &profile, endpoint, &answer);
            prop_assert_eq!(got.pointer("/choices/0/message").unwrap_or(&got), &call, "{}", echo);
        }
    }
}
