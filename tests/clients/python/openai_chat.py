"""openai: chat completions."""

import json
import re

import openai
import pydantic

import sandbox_log
from check import ALL_TYPES, BASE, EMAIL, KEY, LAST_SENTENCE, SECOND, TEXT, check, same

client = openai.OpenAI(base_url=f"{BASE}/v1", api_key=KEY, max_retries=0)
stream_of = getattr(client.chat.completions, "stream", None) or client.beta.chat.completions.stream
MESSAGES = [{"role": "user", "content": TEXT}]


def tool(name: str) -> dict:
    properties = {"q": {"type": "string", "description": "Such as anna.mueller@mail.example"}, "k": {"type": "string", "enum": ["x", "y"]}}
    schema = {"type": "object", "properties": properties, "required": ["q", "k"], "additionalProperties": False}
    function = {"name": name, "description": "For Anna Müller-Weiß", "parameters": schema, "strict": True}
    return {"type": "function", "function": function}


TOOLS = [tool("one"), tool("two")]


class Letter(pydantic.BaseModel):
    title: str
    pages: int
    tags: list[str]


@check("chat, JSON", ALL_TYPES)
def chat_json():
    answer = client.chat.completions.create(model="echo", messages=MESSAGES)
    same(answer.choices[0].message.content, TEXT)


@check("chat, stream", ALL_TYPES)
def chat_stream():
    stream = client.chat.completions.create(
        model="echo+chunk=3", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    text, usage = "", None
    for chunk in stream:
        text += "".join(choice.delta.content or "" for choice in chunk.choices)
        usage = chunk.usage or usage
    same(text, TEXT)
    assert usage.total_tokens > 0


@check("chat, stream, asynchronous client", ALL_TYPES)
async def chat_async():
    async with openai.AsyncOpenAI(base_url=f"{BASE}/v1", api_key=KEY, max_retries=0) as other:
        stream = await other.chat.completions.create(model="echo+chunk=1+write=1", messages=MESSAGES, stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])
    same(text, TEXT)


@check("chat, compressed streams and CRLF", ALL_TYPES)
def chat_encodings():
    for setting in ("encoding=gzip", "encoding=br", "encoding=zstd", "encoding=deflate", "lines=crlf"):
        stream = client.chat.completions.create(model=f"echo+{setting}+write=7", messages=MESSAGES, stream=True)
        same("".join(c.choices[0].delta.content or "" for c in stream if c.choices), TEXT, setting)


@check("chat, several choices with logprobs", ALL_TYPES)
def chat_logprobs():
    answer = client.chat.completions.create(model="echo", messages=MESSAGES, n=3, logprobs=True, top_logprobs=2)
    for choice in answer.choices:
        same(choice.message.content, TEXT)
        if choice.logprobs and choice.logprobs.content:
            same("".join(token.token for token in choice.logprobs.content), TEXT, "logprobs")


@check("chat, .stream() helper's final completion", ALL_TYPES)
def chat_helper():
    with stream_of(model="echo", messages=MESSAGES, n=2) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    for choice in final.choices:
        same(choice.message.content, TEXT)


@check("chat, tool loop", ALL_TYPES)
def chat_tool_loop():
    first = client.chat.completions.create(model="echo-tools", messages=MESSAGES, tools=TOOLS).choices[0].message
    same([call.function.name for call in first.tool_calls], ["one", "two"], "tools")
    results = []
    for call in first.tool_calls:
        same(json.loads(call.function.arguments), {"q": TEXT, "k": "x"}, "arguments")
        results.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps({"found": SECOND})})
    history = [*MESSAGES, first.to_dict(), *results]
    last = client.chat.completions.create(model="echo-tools", messages=history, tools=TOOLS)
    same([json.loads(line) for line in last.choices[0].message.content.split("\n")], [{"found": SECOND}] * 2)


@check("chat, tool calls, streamed one after the other and interleaved", ALL_TYPES)
def chat_tool_stream():
    for order in ("sequential", "interleaved"):
        arguments = ["", ""]
        model = f"echo-tools+chunk=2+calls={order}"
        for chunk in client.chat.completions.create(model=model, messages=MESSAGES, tools=TOOLS, stream=True):
            for call in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
                arguments[call.index] += call.function.arguments or ""
        same([json.loads(text) for text in arguments], [{"q": TEXT, "k": "x"}] * 2, order)


@check("chat, .stream() helper with tools", ALL_TYPES)
def chat_tool_helper():
    with stream_of(model="echo-tools", messages=MESSAGES, tools=TOOLS) as stream:
        done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
        calls = stream.get_final_completion().choices[0].message.tool_calls
    same([json.loads(event.arguments) for event in done], [{"q": TEXT, "k": "x"}] * 2, "events")
    same([json.loads(call.function.arguments) for call in calls], [{"q": TEXT, "k": "x"}] * 2, "arguments")


@check("chat, structured output, streamed", ALL_TYPES)
def chat_parse_stream():
    with stream_of(model="gpt-4o+chunk=1", messages=MESSAGES, response_format=Letter) as stream:
        for _ in stream:
            pass
        same(stream.get_final_completion().choices[0].message.parsed.title, TEXT)


@check("chat, structured output", ALL_TYPES)
def chat_parse():
    parse = getattr(client.chat.completions, "parse", None) or client.beta.chat.completions.parse
    answer = parse(model="gpt-4o", messages=MESSAGES, response_format=Letter)
    same(answer.choices[0].message.parsed.title, TEXT)


@check("chat, stop sequence")
def chat_stop():
    answer = client.chat.completions.create(model="echo", messages=MESSAGES, stop=["Anna Müller-Weiß"])
    same(answer.choices[0].message.content, TEXT[: TEXT.index("Anna")])


@check("chat, unsigned reasoning", ALL_TYPES)
def chat_reasoning():
    answer = client.chat.completions.create(model="echo-thinking+annotate", messages=MESSAGES)
    same(answer.choices[0].message.content, TEXT)
    assert TEXT in answer.choices[0].message.reasoning_content


@check("chat, a growing conversation keeps its pseudonyms", ALL_TYPES)
def chat_prefix():
    grown = [*MESSAGES, {"role": "assistant", "content": "Good."}, {"role": "user", "content": SECOND}]
    client.chat.completions.create(model="echo", messages=MESSAGES)
    same(client.chat.completions.create(model="echo", messages=grown).choices[0].message.content, SECOND)
    first, second = [json.loads(sandbox_log.readable(request["body"])) for request in sandbox_log.received()]
    same(second["messages"][0], first["messages"][0], "the first message upstream")


@check("chat, an annotation's offsets select the same sentence", ALL_TYPES)
def chat_annotations():
    message = client.chat.completions.create(model="echo+annotate", messages=MESSAGES).choices[0].message
    cited = message.annotations[0].url_citation
    same(TEXT[cited.start_index : cited.end_index], LAST_SENTENCE, "what the offsets select")


@check("chat, user names and metadata")
def chat_user():
    messages = [{"role": "system", "content": SECOND}, {"role": "user", "content": TEXT, "name": EMAIL}]
    answer = client.chat.completions.create(model="echo", messages=messages, user=EMAIL, metadata={"owner": SECOND})
    same(answer.choices[0].message.content, TEXT)
    sent = json.loads(sandbox_log.readable(sandbox_log.received()[0]["body"]))
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", sent["messages"][1]["name"]), "not a name that the provider takes"
