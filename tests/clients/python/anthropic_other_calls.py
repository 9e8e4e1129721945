"""anthropic: count_tokens, models, the first completions API."""

import json

import sandbox_log
from anthropic_messages import MESSAGES, TOOLS, ask, client
from check import ALL_TYPES, TEXT, Skip, check, same


@check("count_tokens sees the same text as messages", ALL_TYPES)
def count_tokens():
    assert client.messages.count_tokens(model="echo", messages=MESSAGES, tools=TOOLS).input_tokens > 3
    ask("echo", tools=TOOLS)
    counted, asked = [json.loads(sandbox_log.readable(request["body"])) for request in sandbox_log.received()]
    same(counted["messages"], asked["messages"], "messages upstream")
    same(counted["tools"], asked["tools"], "tools upstream")


@check("models", frozenset())
def models():
    names = [model.id for model in client.models.list()]
    same(client.models.retrieve(names[0]).id, names[0], "model")


@check("complete, JSON and stream", ALL_TYPES)
def complete():
    if not hasattr(client, "completions"):
        raise Skip("not in this version")
    request = {"model": "echo", "max_tokens_to_sample": 99, "prompt": f"\n\nHuman: {TEXT}\n\nAssistant:"}
    same(client.completions.create(**request).completion.strip(), TEXT)
    same("".join(event.completion for event in client.completions.create(**request, stream=True)).strip(), TEXT)
