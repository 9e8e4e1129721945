"""The frame of the checks: what they have in common, how they are listed, run and reported.

Owns: the decorator [`check`] and what holds after each check whatever it did: no personal value reached the sandbox, and
pseudonyms did. Never: knows a client. Next: one file for each client's calls, put together in `suite.py`.
"""

import asyncio
import inspect
import json
import os
import pathlib
import traceback

import httpx

import sandbox_log

try:
    import httpx2
except ImportError:
    httpx2 = httpx

BASE = os.environ["ALLONYM_BASE"]
KEY = "px-clients-default"
PEOPLE = json.loads(pathlib.Path(__file__).parent.with_name("people.json").read_text(encoding="utf-8"))
TEXT, SECOND, EMAIL, ALL_TYPES = PEOPLE["text"], PEOPLE["second"], PEOPLE["email"], set(PEOPLE["types"])
# What the sandbox cites.
LAST_SENTENCE = TEXT[TEXT.rindex(". ") + 2 :] if ". " in TEXT else TEXT

# What a broken connection raises in clients that let the transport's own exception through.
TRANSPORT_ERRORS = (httpx.HTTPError, httpx2.HTTPError)

_checks = []


class Skip(Exception):
    """The client does not have what the check is about."""


def check(what: str, upstream=frozenset({"PERSON", "EMAIL"})):
    """Lists a function as a check. `upstream`: the kinds of pseudonyms that the sandbox must have seen; an empty set
    when none are expected; `None` when nothing may have been sent at all."""

    def listed(function):
        _checks.append((what, upstream, function))
        return function

    return listed


def same(got, expected, of: str = "text") -> None:
    """Byte for byte."""
    assert got == expected, f"{of} differs: {got!r:.300} instead of {expected!r:.300}"


def raises(kinds, call):
    """The exception of one of these classes that the call must end with; never a clean end."""
    try:
        call()
    except kinds as error:
        return error
    raise AssertionError(f"ended without {kinds}")


def judge(upstream) -> None:
    """What holds after every check."""
    requests = sandbox_log.received()
    leaks = sandbox_log.leaks(requests)
    assert not leaks, f"personal values upstream: {leaks[:5]}"
    if upstream is None:
        assert not requests, f"{len(requests)} requests upstream"
        return
    assert requests, "nothing upstream"
    missing = set(upstream) - sandbox_log.types(requests)
    assert not missing, f"no pseudonyms upstream of {sorted(missing)}"


def run(who: str) -> None:
    """Runs all listed checks, one line each."""
    for what, upstream, function in _checks:
        sandbox_log.clear()
        try:
            if inspect.iscoroutinefunction(function):
                asyncio.run(function())
            else:
                function()
            judge(upstream)
        except Skip as reason:
            print(f"skip {who}: {what} ({reason})", flush=True)
        except Exception as error:
            where = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
            at = f"{pathlib.Path(where[-1].filename).name}:{where[-1].lineno}"
            said = " ".join(str(error).split())[:600]
            print(f"FAIL {who}: {what} ({at} {type(error).__name__}: {said})", flush=True)
        else:
            print(f"ok   {who}: {what}", flush=True)
