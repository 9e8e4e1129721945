"""Prints every form in which a value of `people.json` could leave: what the checks then look for in the sandbox's log.

Owns: the list of forms (plain, JSON-escaped once and twice, percent-encoded, base64 at its three alignments), for the
Python and the Node checks alike. Never: looks at a log. Next: `python/sandbox_log.py`, `node/check.mjs`.
"""

import base64
import json
import pathlib
import urllib.parse


def escaped(value: str) -> set[str]:
    """The value as JSON strings spell it, and as JSON inside JSON does."""
    once = {json.dumps(value, ensure_ascii=ascii)[1:-1] for ascii in (True, False)}
    twice = {json.dumps(text, ensure_ascii=ascii)[1:-1] for text in once for ascii in (True, False)}
    return once | twice


def percent_encoded(value: str) -> set[str]:
    return {urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value)}


def base64_encoded(value: str) -> set[str]:
    """The characters that are the same whatever stands before and after, for each of the three alignments."""
    found = set()
    for shift in range(3):
        raw = value.encode()
        whole = base64.b64encode(bytes(shift) + raw).decode().rstrip("=")
        inner = whole[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        found |= {inner, inner.replace("+", "-").replace("/", "_")}
    return {text for text in found if len(text) >= 8}


def forms(values: list[str]) -> dict[str, list[str]]:
    """`text` is to be found in any case of letters, `base64` exactly."""
    text, encoded = set(), set()
    for value in values:
        text |= {form.lower() for form in {value} | escaped(value) | percent_encoded(value)}
        encoded |= base64_encoded(value)
    return {"text": sorted(text), "base64": sorted(encoded)}


people = pathlib.Path(__file__).with_name("people.json")
print(json.dumps(forms(json.loads(people.read_text(encoding="utf-8"))["values"])))
