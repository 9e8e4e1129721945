"""openai: the client for Azure, and the same calls in OpenRouter's form."""

import json

import openai

import sandbox_log
from check import ALL_TYPES, BASE, KEY, SECOND, TEXT, check, same
from openai_chat import MESSAGES, TOOLS

azure = openai.AzureOpenAI(azure_endpoint=BASE, api_key=KEY, api_version="2024-10-21", max_retries=0)
openrouter = openai.OpenAI(base_url=f"{BASE}/api/v1", api_key=KEY, max_retries=0)


def paths() -> list[str]:
    return [request["path"] for request in sandbox_log.received()]


@check("AzureOpenAI, chat, JSON", ALL_TYPES)
def azure_json():
    same(azure.chat.completions.create(model="echo", messages=MESSAGES).choices[0].message.content, TEXT)
    same(paths(), ["/openai/deployments/echo/chat/completions?api-version=2024-10-21"], "path")


@check("AzureOpenAI, chat, stream", ALL_TYPES)
def azure_stream():
    chunks = list(azure.chat.completions.create(model="echo", messages=MESSAGES, stream=True))
    same("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), TEXT)
    same(chunks[0].choices, [], "the first chunk's choices")


@check("AzureOpenAI, tool calls, streamed", ALL_TYPES)
def azure_tools():
    stream = azure.chat.completions.create(model="echo-tool", messages=MESSAGES, tools=TOOLS, stream=True)
    deltas = [chunk.choices[0].delta for chunk in stream if chunk.choices]
    pieces = [call.function.arguments or "" for delta in deltas for call in delta.tool_calls or []]
    same(json.loads("".join(pieces))["q"], TEXT, "arguments")


@check("AzureOpenAI, responses", ALL_TYPES)
def azure_responses():
    same(azure.responses.create(model="echo", input=TEXT).output_text, TEXT)
    stream = azure.responses.create(model="echo", input=TEXT, stream=True)
    same("".join(event.delta for event in stream if event.type == "response.output_text.delta"), TEXT)


@check("AzureOpenAI, embeddings and completions", ALL_TYPES)
def azure_others():
    same(len(azure.embeddings.create(model="echo", input=TEXT).data), 1, "rows")
    same(azure.completions.create(model="echo", prompt=TEXT).choices[0].text, TEXT)


@check("OpenRouter's form, chat, JSON and stream", ALL_TYPES)
def openrouter_chat():
    model = "anthropic/echo-thinking"
    same(openrouter.chat.completions.create(model=model, messages=MESSAGES).choices[0].message.content, TEXT)
    chunks = list(openrouter.chat.completions.create(model=model, messages=MESSAGES, stream=True))
    same("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), TEXT)
    same(set(paths()), {"/api/v1/chat/completions"}, "path")


@check("OpenRouter's form, reasoning_details replayed", ALL_TYPES)
def openrouter_reasoning():
    model = "anthropic/echo-thinking"
    first = openrouter.chat.completions.create(model=model, messages=MESSAGES).choices[0].message.to_dict()
    history = [*MESSAGES, first, {"role": "user", "content": SECOND}]
    same(openrouter.chat.completions.create(model=model, messages=history).choices[0].message.content, SECOND)


@check("OpenRouter's form, responses", ALL_TYPES)
def openrouter_responses():
    stream = openrouter.responses.create(model="openai/echo", input=TEXT, stream=True)
    same("".join(event.delta for event in stream if event.type == "response.output_text.delta"), TEXT)


@check("a vendor/model name on /v1 goes to OpenRouter", ALL_TYPES)
def openrouter_by_model():
    client = openai.OpenAI(base_url=f"{BASE}/v1", api_key=KEY, max_retries=0)
    same(client.chat.completions.create(model="anthropic/echo", messages=MESSAGES).choices[0].message.content, TEXT)
    same(paths(), ["/api/v1/chat/completions"], "path")
