"""The calls whose types are walked: path, a smallest body, the types of request, answer and stream event.

Take a new one in by a line here. `count_tokens` is not among them: what it is sent is read as messages are, and
`python/anthropic_other_calls.py` holds it to that. Never: judges.
"""

import typing

import anthropic.types.beta
import openai.types
import openai.types.beta
import openai.types.chat
import openai.types.responses
import openrouter.components
import openrouter.operations
from anthropic.types.beta.message_create_params import MessageCreateParamsNonStreaming as Messages
from openai.types.beta import response_create_params as beta_responses
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming as Chat
from openai.types.completion_create_params import CompletionCreateParamsNonStreaming as Completions
from openai.types.embedding_create_params import EmbeddingCreateParams as Embeddings
from openai.types.moderation_create_params import ModerationCreateParams as Moderations
from openai.types.responses.input_token_count_params import InputTokenCountParams as InputTokens
from openai.types.responses.response_compact_params import ResponseCompactParams as Compact
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming as Responses


class Call(typing.NamedTuple):
    path: str
    body: dict
    request: type
    answer: object = None
    event: object = None


def said(text: str) -> list[dict]:
    return [{"role": "user", "content": text}]


CALLS = {
    "chat completions": Call(
        "/v1/chat/completions",
        {"model": "m", "messages": said("Hi")},
        Chat,
        openai.types.chat.ChatCompletion,
        openai.types.chat.ChatCompletionChunk,
    ),
    "responses": Call(
        "/v1/responses",
        {"model": "m", "input": "Hi"},
        Responses,
        openai.types.responses.Response,
        openai.types.responses.ResponseStreamEvent,
    ),
    "beta responses": Call(
        "/v1/responses",
        {"model": "m", "input": "Hi"},
        beta_responses.ResponseCreateParamsNonStreaming,
        openai.types.beta.BetaResponse,
        openai.types.beta.BetaResponseStreamEvent,
    ),
    "responses, compact": Call(
        "/v1/responses/compact", {"model": "m", "input": "Hi"}, Compact, openai.types.responses.CompactedResponse
    ),
    "responses, input_tokens": Call("/v1/responses/input_tokens", {"model": "m", "input": "Hi"}, InputTokens),
    "completions": Call("/v1/completions", {"model": "m", "prompt": "Hi"}, Completions, openai.types.Completion),
    "embeddings": Call("/v1/embeddings", {"model": "m", "input": "Hi"}, Embeddings),
    "moderations": Call("/v1/moderations", {"model": "m", "input": "Hi"}, Moderations),
    "messages": Call(
        "/v1/messages",
        {"model": "m", "max_tokens": 9, "messages": said("Hi")},
        Messages,
        anthropic.types.beta.BetaMessage,
        anthropic.types.beta.BetaRawMessageStreamEvent,
    ),
    "OpenRouter, chat completions": Call(
        "/api/v1/chat/completions",
        {"model": "m", "messages": said("Hi")},
        openrouter.components.ChatRequest,
        openrouter.components.ChatResult,
        openrouter.components.ChatStreamChunk,
    ),
    "OpenRouter, responses": Call(
        "/api/v1/responses",
        {"model": "m", "input": "Hi"},
        openrouter.components.ResponsesRequest,
        openrouter.components.OpenResponsesResult,
        openrouter.components.StreamEvents,
    ),
    "OpenRouter, messages": Call(
        "/api/v1/messages",
        {"model": "m", "max_tokens": 9, "messages": said("Hi")},
        openrouter.components.MessagesRequest,
    ),
    "OpenRouter, embeddings": Call(
        "/api/v1/embeddings",
        {"model": "m", "input": "Hi"},
        openrouter.operations.CreateEmbeddingsRequestBody,
    ),
}
