"""Claude Code, headless, with a whole tool loop. In passthrough mode (`ALLONYM_PASSTHROUGH`) with its own credential."""

import os
import sys

from agent import MODULES, TOOL_PROMPT, Agent
from relay import Relay

import sandbox_log
from check import BASE, KEY, SECOND, check, run, same

CLAUDE = MODULES / "@anthropic-ai/claude-code-linux-x64/claude"
PASSTHROUGH = "ALLONYM_PASSTHROUGH" in os.environ
CREDENTIAL = {"ANTHROPIC_AUTH_TOKEN": "sk-own-login"} if PASSTHROUGH else {"ANTHROPIC_API_KEY": KEY}
agent = Agent("claude-code")
relay = Relay(BASE)


def claude(prompt: str, model: str, *more: str) -> list[dict]:
    """The messages of one headless run."""
    flags = ["--model", model, "--output-format", "stream-json", "--verbose", "--allowedTools", "Bash"]
    return agent.run([str(CLAUDE), "-p", prompt, *flags, *more], {"ANTHROPIC_BASE_URL": relay.base, **CREDENTIAL})


def blocks(messages: list[dict], kind: str) -> list[dict]:
    contents = [message["message"]["content"] for message in messages if message["type"] in ("assistant", "user")]
    return [block for content in contents if isinstance(content, list) for block in content if block["type"] == kind]


def looped(messages: list[dict], text: str) -> None:
    """The tool was given the real text, printed it, and the model's answer repeats it."""
    commands = [block["input"]["command"] for block in blocks(messages, "tool_use")]
    same(commands, [f"echo '{text}'"], "commands")
    results = [block["content"] for block in blocks(messages, "tool_result")]
    same(results, [text], "what the tool printed")
    # It tells the model behind a tool's result how many tokens are left; the sandbox repeats that, too.
    same(messages[-1]["result"].split("\n\n<system-reminder>")[0], text, "the final answer")


@check("tool loop")
def tool_loop():
    looped(claude(TOOL_PROMPT, "claude-sonnet-4-5"), TOOL_PROMPT)
    paths = {request["path"] for request in sandbox_log.received()}
    assert "/v1/messages?beta=true" in paths, paths


@check("tool loop with signed thinking, then a second turn of the conversation")
def thinking():
    looped(claude(TOOL_PROMPT, "echo-tool+thinking+chunk=2"), TOOL_PROMPT)
    second = claude("My name is Anna Müller-Weiß. [use-tool]", "echo-tool+thinking", "--continue")
    looped(second, "My name is Anna Müller-Weiß. [use-tool]")
    assert blocks(second, "thinking"), "no thinking"


@check("git user and commits, which it sends unasked, leave as pseudonyms")
def git_user():
    claude(SECOND, "claude-sonnet-4-5")
    bodies = "".join(sandbox_log.readable(request["body"]) for request in sandbox_log.received())
    assert "Letter to <<EMAIL_" in bodies, "no commit among what it sent"


@check("its own login reaches the provider" if PASSTHROUGH else "its px- key stays here")
def credential():
    claude(SECOND, "claude-sonnet-4-5")
    sent = {request["headers"].get("authorization") for request in sandbox_log.received()}
    same(sent, {"Bearer sk-own-login"} if PASSTHROUGH else {None}, "what the provider was sent")


@check("an error of the provider is shown")
def failure():
    try:
        claude(SECOND, "echo+fault=400")
    except AssertionError as error:
        assert "asked to refuse" in str(error), str(error)
    else:
        raise AssertionError("succeeded")


if not CLAUDE.exists():
    print(f"skip Claude Code (no binary for this platform: {CLAUDE.name})")
    sys.exit()
run("Claude Code, passthrough" if PASSTHROUGH else "Claude Code")
