"""Requests: an e-mail address of its own in every string; none may be seen upstream, all must come back.

Owns: what is asked of a request. Never: knows a field by name; `protocol.toml` does.
"""

import json
import re

import upstream
from calls import Call
from protocol import HEADER, PASSES, PIECES, REFUSED, SENT
from samples import Marks, fields, samples
from through import call, changed, without_pieces

ADDRESS = "jane{}@corp.example"
# Whole, or what would be left of one: a file's name without its ending.
ANY_PART = re.compile(r"jane([0-9]+)\b")


def requests(call_of: Call) -> tuple[int, list[str]]:
    """How many strings were sent, and what was wrong."""
    marks, wrong = Marks(ADDRESS), []
    upstream.Upstream.answer = None
    for key, kind in fields(call_of.request).items():
        if key == "stream" or HEADER.has(key):
            continue
        bodies = [{**call_of.body, key: sample} for sample in samples(kind, marks, key)]
        wrong += [line for body in bodies if places(body, marks) for line in judge(call_of.path, body, marks)]
    return len(marks.places), wrong


def judge(path: str, body: dict, marks: Marks) -> list[str]:
    """What is wrong with this request, or with what is left of it without what must be refused."""
    is_text = lambda string: not any(REFUSED.has(place) for place in places(string, marks).values())
    if (readable := changed(body, str, is_text)) != body:
        status, said = call(path, body)
        if status != 400 or json.loads(said)["error"]["code"] != "unsupported_content":
            return [f"not refused ({status}): {sorted(places(body, marks).values())}"]
    status, said = call(path, readable)
    if status != 200:
        return [f"refused ({status} {said:.200}): {sorted(places(readable, marks).values())}"]
    here, there = places(readable, marks), places(upstream.Upstream.received, marks)
    passing = {number for number, place in here.items() if PASSES.has(place) or SENT.has(place)}
    wrong = [f"seen upstream: {there[number]}" for number in there.keys() - passing]
    wrong += [f"changed upstream: {here[number]}" for number in passing - there.keys()]
    back = json.loads(json.loads(said)["repeated"])
    if any(PIECES.has(place) for place in here.values()):
        back, readable = without_pieces(back), without_pieces(readable)
    return wrong if back == readable else [*wrong, f"not the same when it comes back: {sorted(here.values())}"]


def places(body, marks: Marks) -> dict[int, str]:
    """The addresses that stand in a body, by number, whole or in part."""
    text = body if isinstance(body, str) else json.dumps(body)
    return {number: marks.places[number] for number in map(int, ANY_PART.findall(text))}
