"""Puts sentences with names into the middle of other texts of their language, for `allonym eval FILE`: whoever is named amid a
manual must be found as well as in a letter.

    python amid.py NEGATIVES LANGUAGE... [--genre ordinary] > amid.jsonl

NEGATIVES are texts without labels, `LANGUAGE` is a file of labelled texts in a folder called by its language. What comes out is the
same for the same input. Owns: cutting sentences and choosing places. Never scores.
"""

import argparse
import json
import pathlib
import random
import re

NAMES = {"PERSON", "LOCATION", "ORGANIZATION"}
COPIES = 200
SHORTEST = 25
COMMON = {
    "en": "the of and to is in that for with it", "de": "der die und das ist den von nicht mit ein im", "fr": "le la les et des est une dans pour du",
    "es": "el la los y de que en una por con", "it": "il la che di e per un della con non", "nl": "de het een van en is niet dat op voor",
}


def cuts(text):
    """Where sentences begin, and the text's ends."""
    return [0] + [m.end() for m in re.finditer(r"[.!?]\s+(?=[^\W\d_a-z])|\n+", text)] + [len(text)]


def sentences(case):
    """Those that name somebody or something, with their spans."""
    places = cuts(case["text"])
    for start, end in zip(places, places[1:]):
        own = [s for s in case["spans"] if s["start"] < end and start < s["end"]]
        whole = all(start <= s["start"] and s["end"] <= end for s in own)
        if whole and end - start >= SHORTEST and NAMES & {s["label"] for s in own}:
            moved = [dict(s, start=s["start"] - start, end=s["end"] - start) for s in own]
            yield case["text"][start:end].rstrip(), moved


def language(text):
    """The language whose small words it has most of."""
    words = re.findall(r"[a-zà-ÿ]+", text.lower())
    return max(COMMON, key=lambda lang: sum(words.count(word) for word in COMMON[lang].split()))


def put(text, at, sentence, spans):
    """The text with the sentence at a place."""
    before, after = text[:at], text[at:]
    before += "" if not before or before[-1].isspace() else " "
    between = "" if not after or after[0].isspace() else " "
    spans = [dict(s, start=s["start"] + len(before), end=s["end"] + len(before)) for s in spans]
    return {"text": before + sentence + between + after, "spans": spans}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("negatives", type=pathlib.Path)
    arguments.add_argument("languages", type=pathlib.Path, nargs="+")
    arguments.add_argument("--genre", default="")
    options = arguments.parse_args()
    read = lambda path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    others = [case["text"] for case in read(options.negatives) if case["genre"].startswith(options.genre)]
    chance = random.Random(3)
    for path in options.languages:
        own = [text for text in others if language(text) == path.parent.name]
        named = [found for case in read(path) for found in sentences(case)]
        for text in own:
            for _ in range(max(2, COPIES // len(own))):
                case = put(text, chance.choice(cuts(text)), *chance.choice(named))
                print(json.dumps(case | {"lang": path.parent.name, "genre": "amid"}, ensure_ascii=False))


main()
