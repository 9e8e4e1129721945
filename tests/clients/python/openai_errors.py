"""openai: what goes wrong raises the class that the client documents, here and upstream."""

import openai

import sandbox_log
from check import BASE, KEY, TEXT, TRANSPORT_ERRORS, check, raises, same
from openai_chat import MESSAGES, client

BROKEN = (openai.APIError, *TRANSPORT_ERRORS)


def with_key(key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{BASE}/v1", api_key=key, max_retries=0)


def chat(who: openai.OpenAI = client, model: str = "echo", **more):
    return who.chat.completions.create(model=model, messages=MESSAGES, **more)


def ours(error: openai.APIStatusError, status: int, code: str) -> None:
    """An error of the proxy's own."""
    same((error.status_code, error.code), (status, code), "status and code")
    assert error.request_id, "no request id"


@check("401 for an unknown key", None)
def unknown_key():
    ours(raises(openai.AuthenticationError, lambda: chat(with_key("px-nobody-knows-this"))), 401, "unauthorized")


@check("404 for an endpoint that is not treated", None)
def unsupported():
    call = lambda: client.images.generate(model="gpt-image-1", prompt=TEXT)
    ours(raises(openai.NotFoundError, call), 404, "unsupported_endpoint")


@check("404 with a hint for a doubled /v1", None)
def doubled():
    other = openai.OpenAI(base_url=f"{BASE}/v1/v1", api_key=KEY, max_retries=0)
    error = raises(openai.NotFoundError, lambda: chat(other))
    ours(error, 404, "unsupported_endpoint")
    assert "/v1" in str(error)


@check("400 pii_blocked", None)
def blocked():
    error = raises(openai.BadRequestError, lambda: chat(with_key("px-clients-careful")))
    ours(error, 400, "pii_blocked")
    same(error.response.headers["x-should-retry"], "false", "x-should-retry")
    assert "4111" not in str(error) and "CREDIT_CARD" in str(error), str(error)


@check("400 unsupported_content for an image", None)
def image():
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    call = lambda: client.chat.completions.create(model="echo", messages=[{"role": "user", "content": [part]}])
    ours(raises(openai.BadRequestError, call), 400, "unsupported_content")


@check("413 for a body above the limit", None)
def too_large():
    messages = [{"role": "user", "content": TEXT + "x" * (1 << 20)}]
    call = lambda: client.chat.completions.create(model="echo", messages=messages)
    ours(raises(openai.APIStatusError, call), 413, "request_too_large")


@check("429 with Retry-After for a key above its rate")
def rate():
    hurried = with_key("px-clients-hurried-openai")
    same(chat(hurried).choices[0].message.content, TEXT)
    error = raises(openai.RateLimitError, lambda: chat(hurried))
    ours(error, 429, "rate_limit_exceeded")
    headers = error.response.headers
    assert int(headers["retry-after"]) >= 1
    same((headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]), ("1", "0"), "limits")
    assert int(headers["x-ratelimit-reset"]) > 1_700_000_000
    same(len(sandbox_log.received()), 1, "requests upstream")


@check("upstream 401, 429, 500, 529 pass with status, headers and body")
def upstream_status():
    kinds = {401: openai.AuthenticationError, 429: openai.RateLimitError, 500: openai.InternalServerError, 529: openai.InternalServerError}
    for status, kind in kinds.items():
        for stream in (False, True):
            error = raises(kind, lambda: chat(model=f"echo+fault={status}", stream=stream))
            same(error.status_code, status, "status")
            assert error.request_id.startswith("req_")
            same(error.response.headers["x-ratelimit-limit-requests"], "10000", "the upstream's own rate limit")
            assert "set-cookie" not in error.response.headers and "alt-svc" not in error.response.headers
            if status == 429:
                assert "retry-after" in error.response.headers
                same(error.code, "rate_limit_exceeded", "code")


@check("an error event in mid-stream raises")
def mid_stream():
    for stream in (lambda: chat(model="echo+fault=error", stream=True), lambda: client.responses.create(model="echo+fault=error", input=TEXT, stream=True)):
        error = raises(openai.APIError, lambda: list(stream()))
        assert "asked to fail" in str(error), str(error)


@check("an upstream that breaks off is never a clean end")
def cut():
    for fault in ("cut", "reset"):
        raises(BROKEN, lambda: list(chat(model=f"echo+fault={fault}", stream=True)))
        call = lambda: list(client.responses.create(model=f"echo+fault={fault}", input=TEXT, stream=True))
        raises(BROKEN, call)
        raises(BROKEN, lambda: chat(model=f"echo+fault={fault}"))


@check("headers of a good answer", frozenset())
def headers():
    raw = client.chat.completions.with_raw_response.create(model="echo", messages=[{"role": "user", "content": "Hi"}])
    for name in ("x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "openai-processing-ms"):
        assert name in raw.headers, name
    for name in ("set-cookie", "alt-svc", "via", "strict-transport-security"):
        assert name not in raw.headers, name
