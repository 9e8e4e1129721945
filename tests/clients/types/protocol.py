"""The strings that are the protocol's, as `protocol.toml` lists them.

Owns: how an entry is matched with a place, and which entries nothing matched. Never: sends anything.
"""

import pathlib
import tomllib

_LISTS = tomllib.loads(pathlib.Path(__file__).with_name("protocol.toml").read_text(encoding="utf-8"))


class Listed:
    """The entries below one heading. An entry is the end of a place: `call_id`, `function.name`, `<grammar>.definition`.

    One that begins with a dot is the whole place.
    """

    def __init__(self, heading: str):
        self.entries = [entry for group in _LISTS[heading] for entry in group["places"]]
        self.unmatched = set(self.entries)

    def has(self, place: str) -> bool:
        ends = lambda entry: f".{place}".endswith(entry if entry[0] == "<" else f".{entry}")
        found = [entry for entry in self.entries if (f".{place}" == entry if entry[0] == "." else ends(entry))]
        self.unmatched.difference_update(found)
        return bool(found)


PASSES, SENT, REFUSED, PIECES, HEADER = ALL = [Listed(heading) for heading in ("passes", "sent", "refused", "pieces", "header")]
