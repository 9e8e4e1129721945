"""anthropic: what goes wrong raises the class that the client documents, here and upstream."""

import anthropic

import sandbox_log
from anthropic_messages import MESSAGES, TOOLS, ask, client, text_of
from check import BASE, TEXT, TRANSPORT_ERRORS, check, raises, same

BROKEN = (anthropic.APIError, *TRANSPORT_ERRORS)


def with_key(key: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=BASE, api_key=key, max_retries=0)


def message(who: anthropic.Anthropic = client, model: str = "echo", messages=MESSAGES, **more):
    return who.messages.create(model=model, max_tokens=1000, messages=messages, **more)


def ours(error: anthropic.APIStatusError, status: int, code: str) -> None:
    """An error of the proxy's own."""
    same((error.status_code, error.body["error"]["code"]), (status, code), "status and code")
    same(error.body["type"], "error", "type")
    assert error.request_id and error.request_id == error.body["request_id"], "request id"


@check("401 for an unknown key", None)
def unknown_key():
    ours(raises(anthropic.AuthenticationError, lambda: message(with_key("px-nobody-knows-this"))), 401, "unauthorized")


@check("404 for an endpoint that is not treated", None)
def unsupported():
    request = {"custom_id": "a", "params": {"model": "echo", "max_tokens": 9, "messages": MESSAGES}}
    call = lambda: client.messages.batches.create(requests=[request])
    ours(raises(anthropic.NotFoundError, call), 404, "unsupported_endpoint")


@check("400 pii_blocked", None)
def blocked():
    error = raises(anthropic.BadRequestError, lambda: message(with_key("px-clients-careful")))
    ours(error, 400, "pii_blocked")
    same(error.response.headers["x-should-retry"], "false", "x-should-retry")
    assert "4111" not in str(error) and "CREDIT_CARD" in str(error), str(error)


@check("400 unsupported_content for a PDF", None)
def document():
    source = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"}
    call = lambda: message(messages=[{"role": "user", "content": [{"type": "document", "source": source}]}])
    ours(raises(anthropic.BadRequestError, call), 400, "unsupported_content")


@check("413 for a body above the limit", None)
def too_large():
    call = lambda: message(messages=[{"role": "user", "content": TEXT + "x" * (1 << 20)}])
    ours(raises(anthropic.APIStatusError, call), 413, "request_too_large")


@check("429 with Retry-After for a key above its rate")
def rate():
    hurried = with_key("px-clients-hurried-anthropic")
    same(text_of(message(hurried)), TEXT)
    error = raises(anthropic.RateLimitError, lambda: message(hurried))
    ours(error, 429, "rate_limit_exceeded")
    assert int(error.response.headers["retry-after"]) >= 1
    same(len(sandbox_log.received()), 1, "requests upstream")


@check("upstream 401, 429, 500, 529 pass with status, headers and body")
def upstream_status():
    kinds = {401: anthropic.AuthenticationError, 429: anthropic.RateLimitError, 500: anthropic.InternalServerError, 529: anthropic.APIStatusError}
    words = {401: "authentication_error", 429: "rate_limit_error", 500: "api_error", 529: "overloaded_error"}
    for status, kind in kinds.items():
        for stream in (False, True):
            error = raises(kind, lambda: message(model=f"echo+fault={status}", stream=stream))
            same((error.status_code, error.body["error"]["type"]), (status, words[status]), "status and type")
            assert error.request_id.startswith("req_")
            assert "anthropic-ratelimit-requests-limit" in error.response.headers
            assert status != 429 or "retry-after" in error.response.headers


@check("an error event in mid-stream raises")
def mid_stream():
    for tools in ([], TOOLS):
        stream = lambda: message(model="echo+fault=error", stream=True, tools=tools)
        assert "Overloaded" in str(raises(anthropic.APIStatusError, lambda: list(stream())))


@check("an upstream that breaks off is never a clean end")
def cut():
    for fault in ("cut", "reset"):
        raises(BROKEN, lambda: list(message(model=f"echo+fault={fault}", stream=True)))
        raises(BROKEN, lambda: message(model=f"echo+fault={fault}"))


@check("headers of a good answer", frozenset())
def headers():
    hello = [{"role": "user", "content": "Hi"}]
    raw = client.messages.with_raw_response.create(model="echo", max_tokens=9, messages=hello)
    for name in ("request-id", "x-ratelimit-limit", "x-ratelimit-reset", "anthropic-ratelimit-requests-remaining"):
        assert name in raw.headers, name
    for name in ("set-cookie", "alt-svc", "via"):
        assert name not in raw.headers, name
