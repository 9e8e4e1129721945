"""Answers and events: the pseudonym of one address in every string; each must come to the client as the address.

Owns: what is asked of an answer and of an event. Never: knows a field by name; `protocol.toml` does.
"""

import json
import re

import upstream
from calls import Call
from protocol import PASSES, PIECES, REFUSED
from samples import Marks, samples
from through import call, changed, without_pieces

SOMEBODY, PSEUDONYM = "roe@corp.example", "<<EMAIL_1>>"
TEXT = "w{}w " + PSEUDONYM
NUMBERED = re.compile(r"w([0-9]+)w ([^\s\"\\]+)")
# In one stream, so that no event of it is the last by accident.
EVENTS_AT_ONCE = 40


def answers(call_of: Call) -> tuple[int, list[str]]:
    """How many strings were answered, and what was wrong."""
    marks, wrong = Marks(TEXT), []
    for sample in samples(call_of.answer, marks):
        upstream.Upstream.answer = (upstream.JSON, json.dumps(sample))
        status, said = call(call_of.path, asking(call_of))
        wrong += differences([sample], [json.loads(said)], marks) if status == 200 else [f"{status} {said:.200}"]
    return len(marks.places), wrong


def events(call_of: Call) -> tuple[int, list[str]]:
    """How many strings were in events, and what was wrong. A whole answer in an event has had its turn in [`answers`]."""
    marks, wrong = Marks(TEXT), []
    every = samples(call_of.event, marks, within=(call_of.answer,))
    for some in (every[i : i + EVENTS_AT_ONCE] for i in range(0, len(every), EVENTS_AT_ONCE)):
        upstream.Upstream.answer = (upstream.EVENTS, "".join(map(written, some)))
        status, said = call(call_of.path, {**asking(call_of), "stream": True})
        got = [json.loads(line.removeprefix("data: ")) for line in said.split("\n") if line.startswith("data: ")]
        wrong += differences(some, got, marks) if status == 200 else [f"{status} {said:.200}"]
    return len(marks.places), wrong


def asking(call_of: Call) -> dict:
    return changed(call_of.body, lambda text: f"Hi {SOMEBODY}" if text == "Hi" else text)


def written(event: dict) -> str:
    name = f"event: {event['type']}\n" if "type" in event else ""
    return f"{name}data: {json.dumps(event)}\n\n"


def differences(samples_of: list, got: list, marks: Marks) -> list[str]:
    """What is wrong with what came for these samples."""
    place = lambda number: marks.places[int(number)]
    stays = lambda text: any(PASSES.has(place(n)) or REFUSED.has(place(n)) for n, _ in NUMBERED.findall(text))
    restored = lambda text: text if stays(text) else text.replace(PSEUDONYM, SOMEBODY)
    expected = without_pieces([changed(sample, restored) for sample in samples_of])
    if expected == without_pieces(got):
        return []
    here, there = (dict(NUMBERED.findall(json.dumps(value))) for value in (expected, got))
    wrong = [f"{there.get(number, 'lost')}: {place(number)}" for number in here if here[number] != there.get(number)]
    return wrong or [f"{len(got)} instead of {len(expected)}, or otherwise changed: {sorted(map(place, here))}"]
