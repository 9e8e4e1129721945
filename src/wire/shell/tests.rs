use std::io::Write;
use std::process::{Command, Stdio};

use super::*;

/// Values that would say something else.
const VALUES: [&str; 9] = [
    "Thomas O'Brien",
    "pa$$w0rd!x",
    "x`id`y9",
    "a\"b\\c\\\\d",
    "C:\\new\\$(id)",
    "Lindenstraße 12\n10969 Berlin",
    "#1 ~ * {a,b} [c]",
    "plain",
    "'\"$`\\",
];

/// Commands that print what stands in the place of `|`.
const COMMANDS: [&str; 16] = [
    "printf %s '|'",
    "printf %s \"|\"",
    "printf %s |",
    "printf %s $'|'",
    "printf %s 'it'\\''s' >/dev/null; printf %s \"|\"",
    "# don't\nprintf %s '|' # isn't",
    "printf %s \"$(printf %s '|')\"",
    "printf %s \"$(printf %s \"|\")\"",
    "(printf %s |)",
    "cat <<'EOF'\n|\nEOF",
    "cat <<EOF\n|\nEOF",
    "cat <<-\"EOF\"\n\t|\n\tEOF",
    "printf %s \"$(cat <<'EOF'\n|\nEOF\n)\"",
    "cat <<A >/dev/null; cat <<'B'\nit's\nA\n|\nB",
    "x=$((1 << 2)); printf %s '|'",
    "cat <<<\"|\"",
];

fn at(text: &str) -> Shell {
    let mut shell = Shell::default();
    shell.pass(text);
    shell
}

/// What bash prints.
fn run(command: &str) -> String {
    let mut bash =
        Command::new("bash").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("bash is there");
    bash.stdin.take().unwrap().write_all(command.as_bytes()).unwrap();
    String::from_utf8(bash.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn bash_gets_the_value_as_it_reads() {
    for command in COMMANDS {
        let (before, after) = command.split_once('|').unwrap();
        for value in VALUES {
            let written = format!("{before}{}{after}", at(before).quoted(value));
            assert_eq!(run(&written).trim_end_matches('\n'), value, "{written}");
        }
    }
}

#[test]
fn what_is_read_back_is_the_value_and_nothing_is_left_open() {
    for command in COMMANDS {
        let (before, after) = command.split_once('|').unwrap();
        for value in VALUES {
            let mut shell = at(before);
            let mut read = Vec::new();
            for byte in shell.clone().quoted(value).bytes() {
                match shell.read(byte) {
                    Meant::Nothing => {}
                    Meant::Byte(byte) => read.push(byte),
                    Meant::Both(byte) => read.extend([b'\\', byte]),
                }
            }
            assert_eq!(String::from_utf8(read).unwrap(), value, "{command}");
            shell.pass(after);
            let mut passed = at(before);
            passed.pass_value();
            passed.pass(after);
            for shell in [shell, passed] {
                assert_eq!(shell.quoted("a b"), at(&(before.to_owned() + "x" + after)).quoted("a b"));
            }
        }
    }
}

#[test]
fn what_the_shell_does_not_read_stays() {
    for before in ["# ", "x # ", "cat <<'E'\n", "echo `grep ", "cat <<'", "\\"] {
        assert_eq!(at(before).quoted("a 'b' $c"), "a 'b' $c", "{before}");
    }
    for before in ["x#", "cat <<'E'\nE\n", "a <<< b\n", "((1<<2))\n", "echo ')' "] {
        assert_eq!(at(before).quoted("a b"), "a\\ b", "{before}");
    }
}
