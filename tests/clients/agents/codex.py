"""Codex, headless, with a whole tool loop. It tries a WebSocket first."""

from agent import MODULES, TOOL_PROMPT, Agent
from relay import Relay

import sandbox_log
from check import BASE, KEY, SECOND, check, run, same

agent = Agent("codex")


def codex(prompt: str, *more: str) -> tuple[Relay, list[dict]]:
    """The finished items of one headless run, and what passed between it and the proxy."""
    relay = Relay(BASE)
    command = [str(MODULES / ".bin/codex"), "exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]
    settings = ["-c", f'openai_base_url="{relay.base}/v1"', "-m", "gpt-5.1-codex", *more]
    events = agent.run([*command, *settings, prompt], {"CODEX_API_KEY": KEY})
    return relay, [event["item"] for event in events if event["type"] == "item.completed"]


def of_kind(items: list[dict], kind: str) -> list[dict]:
    return [item for item in items if item["type"] == kind]


@check("tool loop")
def tool_loop():
    _, items = codex(TOOL_PROMPT)
    (command,) = of_kind(items, "command_execution")
    same(command["aggregated_output"], f"{TOOL_PROMPT}\n", "what the tool printed")
    (answer,) = of_kind(items, "agent_message")
    assert TOOL_PROMPT in answer["text"], answer["text"]


@check("its WebSocket is answered 426, then it succeeds with POST")
def websocket():
    relay, items = codex(SECOND)
    same(of_kind(items, "agent_message")[-1]["text"], SECOND, "the answer")
    assert b"upgrade: websocket" in relay.sent.lower(), "it did not try a WebSocket"
    assert relay.answered.startswith(b"HTTP/1.1 426"), relay.answered[:80]
    same({request["method"] for request in sandbox_log.received()}, {"POST"}, "methods upstream")


@check("workspace, git remote and turn metadata stay here")
def metadata():
    agent.git("remote", "add", "origin", "https://git.example/sinead.obrien@mail.example/letters.git")
    codex(SECOND)
    for request in sandbox_log.received():
        assert "x-codex-turn-metadata" not in request["headers"], "header"
        assert "git.example/sinead" not in sandbox_log.readable(request["body"]), "body"


run("Codex")
