"""What a provider would have seen: reads the sandbox's log and judges it.

Owns: the two questions that every check asks of the log. Never: knows a client. The forms in which a value may hide come
from `forms.py`.
"""

import base64
import json
import os
import re
import urllib.request

LOG = os.environ["ALLONYM_SANDBOX"] + "/_sandbox/received"
PSEUDONYM = re.compile(r"<<(?:CUSTOM:)?([A-Z_]+)_[0-9A-Za-z]+>>")

with open(os.environ["ALLONYM_FORMS"], encoding="utf-8") as file:
    FORMS = json.load(file)


def clear() -> None:
    urllib.request.urlopen(urllib.request.Request(LOG, method="DELETE")).close()


def received() -> list[dict]:
    """The requests since `clear`, oldest first."""
    with urllib.request.urlopen(LOG) as answer:
        return json.load(answer)["requests"]


def readable(body) -> str:
    return body if isinstance(body, str) else base64.b64decode(body["base64"]).decode("utf-8", "replace")


def everything(request: dict) -> str:
    """Path, headers and body as one text."""
    return "\n".join([request["path"], json.dumps(request["headers"], ensure_ascii=False), readable(request["body"])])


def leaks(requests: list[dict]) -> list[str]:
    """Every form of a personal value that is in there."""
    text = "\n".join(map(everything, requests))
    lower = text.lower()
    return [form for form in FORMS["text"] if form in lower] + [form for form in FORMS["base64"] if form in text]


def types(requests: list[dict]) -> set[str]:
    """The kinds of the pseudonyms in the bodies; the user's own literals are none."""
    text = "\n".join(readable(request["body"]) for request in requests)
    return set(PSEUDONYM.findall(text)) - {"LITERAL"}
