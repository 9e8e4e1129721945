"""anthropic: messages."""

import base64
import json

import anthropic

import sandbox_log
from check import ALL_TYPES, BASE, EMAIL, KEY, LAST_SENTENCE, SECOND, TEXT, Skip, check, raises, same

client = anthropic.Anthropic(base_url=BASE, api_key=KEY, max_retries=0)
MESSAGES = [{"role": "user", "content": TEXT}]


def tool(name: str) -> dict:
    properties = {"q": {"type": "string", "description": "Such as anna.mueller@mail.example"}, "k": {"type": "string", "enum": ["x", "y"]}}
    schema = {"type": "object", "properties": properties, "required": ["q", "k"]}
    return {"name": name, "description": "For Anna Müller-Weiß", "input_schema": schema}


TOOLS = [tool("one"), tool("two")]


def ask(model: str, messages=MESSAGES, **more):
    return client.messages.create(model=model, max_tokens=1000, messages=messages, **more)


def text_of(message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def assistant(message) -> dict:
    return {"role": "assistant", "content": [block.to_dict() for block in message.content]}


@check("messages, JSON", ALL_TYPES)
def messages_json():
    same(text_of(ask("echo")), TEXT)


@check("messages, system text and system message")
def messages_system():
    same(text_of(ask("echo", system=[{"type": "text", "text": SECOND, "cache_control": {"type": "ephemeral"}}])), TEXT)


@check("messages, raw stream", ALL_TYPES)
def messages_stream():
    events = list(ask("echo+chunk=1+write=3", stream=True))
    same("".join(event.delta.text for event in events if event.type == "content_block_delta"), TEXT)
    same(events[-1].type, "message_stop", "the last event")


@check("messages, stream, asynchronous client", ALL_TYPES)
async def messages_async():
    async with anthropic.AsyncAnthropic(base_url=BASE, api_key=KEY, max_retries=0) as other:
        async with other.messages.stream(model="echo+chunk=2", max_tokens=1000, messages=MESSAGES) as stream:
            text = "".join([piece async for piece in stream.text_stream])
            final = await stream.get_final_message()
    same(text, TEXT)
    same(text_of(final), TEXT, "final message")


@check("messages, .stream() helper's final message", ALL_TYPES)
def messages_helper():
    with client.messages.stream(model="echo+chunk=3", max_tokens=1000, messages=MESSAGES) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    same(text, TEXT)
    same((text_of(final), final.stop_reason), (TEXT, "end_turn"), "final message")


@check("messages, signed thinking replayed over two turns", ALL_TYPES)
def messages_thinking():
    messages = MESSAGES
    for turn in (SECOND, "Go on."):
        with client.messages.stream(model="echo-thinking", max_tokens=1000, messages=messages) as stream:
            final = stream.get_final_message()
        thinking = final.content[0]
        assert thinking.signature and "<<" in thinking.thinking, "thinking is the provider's own, to the byte"
        messages = [*messages, assistant(final), {"role": "user", "content": turn}]
    same(text_of(final), SECOND)
    same(text_of(ask("echo-thinking", messages)), "Go on.")


@check("messages, thinking that the client changed is refused upstream", ALL_TYPES)
def messages_thinking_changed():
    turn = assistant(ask("echo-thinking"))
    turn["content"][0]["thinking"] += "x"
    error = raises(anthropic.BadRequestError, lambda: ask("echo-thinking", [*MESSAGES, turn, *MESSAGES]))
    assert "signature" in str(error)


@check("messages, tool loop with thinking", ALL_TYPES)
def messages_tool_loop():
    first = ask("echo-tools+thinking", tools=TOOLS)
    calls = [block for block in first.content if block.type == "tool_use"]
    same([(call.name, call.input) for call in calls], [(name, {"q": TEXT, "k": "x"}) for name in ("one", "two")], "calls")
    contents = [SECOND, [{"type": "text", "text": TEXT}]]
    results = [{"type": "tool_result", "tool_use_id": c.id, "content": content} for c, content in zip(calls, contents)]
    history = [*MESSAGES, assistant(first), {"role": "user", "content": results}]
    same(text_of(ask("echo-tools+thinking", history, tools=TOOLS)), SECOND + "\n" + TEXT)


@check("messages, a tool result that is JSON comes back byte for byte", ALL_TYPES)
def messages_json_result():
    first = ask("echo-tool", tools=TOOLS)
    for result in (json.dumps({"found": TEXT}), json.dumps({"found": TEXT}, ensure_ascii=False, indent=2)):
        block = {"type": "tool_result", "tool_use_id": first.content[0].id, "content": result}
        history = [*MESSAGES, assistant(first), {"role": "user", "content": [block]}]
        same(text_of(ask("echo-tool", history, tools=TOOLS)), result)


@check("messages, tool calls, streamed", ALL_TYPES)
def messages_tool_stream():
    with client.messages.stream(model="echo-tools+chunk=1", max_tokens=1000, messages=MESSAGES, tools=TOOLS) as stream:
        pieces = "".join(
            event.delta.partial_json
            for event in stream
            if event.type == "content_block_delta" and event.delta.type == "input_json_delta" and event.index == 0
        )
        final = stream.get_final_message()
    same(json.loads(pieces), {"q": TEXT, "k": "x"}, "deltas")
    same([block.input for block in final.content], [{"q": TEXT, "k": "x"}] * 2, "inputs")
    same(final.stop_reason, "tool_use", "stop reason")


@check("messages, tool runner", ALL_TYPES)
def messages_tool_runner():
    if not (hasattr(anthropic, "beta_tool") and hasattr(client.beta.messages, "tool_runner")):
        raise Skip("not in this version")
    got = []

    @anthropic.beta_tool
    def look(q: str) -> str:
        """Looks something up."""
        got.append(q)
        return SECOND

    final = client.beta.messages.tool_runner(model="echo-tool", max_tokens=1000, messages=MESSAGES, tools=[look]).until_done()
    same(got, [TEXT], "what the tool was given")
    same(text_of(final), SECOND)


@check("messages, structured output", ALL_TYPES)
def messages_parse():
    parse = getattr(client.messages, "parse", None)
    if parse is None:
        raise Skip("not in this version")
    import pydantic

    class Letter(pydantic.BaseModel):
        title: str
        pages: int

    answer = parse(model="claude-echo", max_tokens=1000, messages=MESSAGES, output_format=Letter)
    same(answer.parsed_output.title, TEXT)


@check("messages, stop sequence")
def messages_stop():
    answer = ask("echo", stop_sequences=["Anna Müller-Weiß"])
    same((answer.stop_reason, answer.stop_sequence), ("stop_sequence", "Anna Müller-Weiß"), "stop")
    same(text_of(answer), TEXT[: TEXT.index("Anna")])


@check("messages, documents as text and as base64 text", ALL_TYPES)
def messages_documents():
    inline = {"type": "text", "media_type": "text/plain", "data": TEXT}
    encoded = {"type": "base64", "media_type": "text/plain", "data": base64.b64encode(TEXT.encode()).decode()}
    for source in (inline, encoded):
        blocks = [{"type": "document", "source": source, "title": SECOND}, {"type": "text", "text": SECOND}]
        same(text_of(ask("echo", [{"role": "user", "content": blocks}])), SECOND)
    upstream = json.loads(sandbox_log.readable(sandbox_log.received()[1]["body"]))
    data = base64.b64decode(upstream["messages"][0]["content"][0]["source"]["data"]).decode()
    assert "<<IBAN_1>>" in data, data


@check("messages, a citation's offsets point into the client's own document", ALL_TYPES)
def messages_citation():
    source = {"type": "text", "media_type": "text/plain", "data": TEXT}
    blocks = [{"type": "document", "source": source, "citations": {"enabled": True}}, {"type": "text", "text": "Who?"}]
    messages = [{"role": "user", "content": blocks}]
    with client.messages.stream(model="echo+annotate", max_tokens=99, messages=messages) as stream:
        streamed = stream.get_final_message()
    for answer in (ask("echo+annotate", messages), streamed):
        cited = answer.content[0].citations[0]
        same(cited.cited_text, LAST_SENTENCE, "cited text")
        same(TEXT[cited.start_char_index : cited.end_char_index], LAST_SENTENCE, "what the offsets select")


@check("messages, beta form")
def messages_beta():
    answer = client.beta.messages.create(
        model="echo", max_tokens=99, messages=MESSAGES, betas=["context-management-2025-06-27"],
        metadata={"user_id": json.dumps({"account": EMAIL})},
    )
    same(text_of(answer), TEXT)
    request = sandbox_log.received()[0]
    # Newer clients no longer add the query.
    assert request["path"] in ("/v1/messages?beta=true", "/v1/messages"), request["path"]
    same(request["headers"]["anthropic-beta"], "context-management-2025-06-27", "anthropic-beta")


@check("messages, OpenRouter's form", ALL_TYPES)
def messages_openrouter():
    other = anthropic.Anthropic(base_url=f"{BASE}/api", api_key=KEY, max_retries=0)
    with other.messages.stream(model="anthropic/echo", max_tokens=1000, messages=MESSAGES) as stream:
        same("".join(stream.text_stream), TEXT)
    same(sandbox_log.received()[0]["path"], "/api/v1/messages", "path")
