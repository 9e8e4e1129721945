"""The way through the proxy: one call, and what both directions need to judge it.

Never: knows a list of places. Next: `sent.py` and `answered.py`.
"""

import json
import os
import urllib.error
import urllib.request

JSON = {"content-type": "application/json"}
OPENAI = {**JSON, "authorization": "Bearer sk-types"}
OPENROUTER = {**JSON, "authorization": "Bearer sk-or-types"}
ANTHROPIC = {**JSON, "x-api-key": "sk-types", "anthropic-version": "2023-06-01"}


def call(path: str, body: dict) -> tuple[int, str]:
    """Status and text of the answer."""
    headers = OPENROUTER if path.startswith("/api/") else ANTHROPIC if path.startswith("/v1/messages") else OPENAI
    request = urllib.request.Request(os.environ["ALLONYM_BASE"] + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def changed(value, text, keep=lambda string: True):
    """A copy of a JSON value with `text` made of each string and key, without the strings that `keep` denies."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [changed(item, text, keep) for item in value if not isinstance(item, str) or keep(item)]
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if not isinstance(item, str) or keep(item)}
        return {text(key): changed(item, text, keep) for key, item in kept.items()}
    return value


def without_pieces(value):
    """A JSON value without `logprobs`."""
    if isinstance(value, list):
        return [without_pieces(item) for item in value]
    if isinstance(value, dict):
        return {key: without_pieces(item) for key, item in value.items() if key != "logprobs"}
    return value
