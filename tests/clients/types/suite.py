"""Every string of every type of the newest SDKs: none leaves, each comes back. `suite.py PORT`: where the provider is to be.

Next: `calls.py` (which types), `samples.py` (their strings), `sent.py` and `answered.py` (what is asked of them),
`protocol.toml` (which strings pass on purpose).
"""

import sys

import answered
import protocol
import sent
import upstream
from calls import CALLS

SHOWN = 12


def report(what: str, wrong: list[str]) -> None:
    """One line for a check, and which strings are wrong, as far as they fit."""
    wrong = list(dict.fromkeys(wrong))
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    print(f"FAIL types: {what} ({'; '.join(wrong[:SHOWN])}{more})" if wrong else f"ok   types: {what}", flush=True)


def main() -> None:
    upstream.start(int(sys.argv[1]))
    for name, call_of in CALLS.items():
        count, wrong = sent.requests(call_of)
        report(f"{name}: {count} strings of a request", wrong)
        if call_of.answer:
            count, wrong = answered.answers(call_of)
            report(f"{name}: {count} strings of an answer", wrong)
        if call_of.event:
            count, wrong = answered.events(call_of)
            report(f"{name}: {count} strings of events", wrong)
    unmatched = [entry for listed in protocol.ALL for entry in sorted(listed.unmatched)]
    report("every exception in protocol.toml is still needed", unmatched)


main()
