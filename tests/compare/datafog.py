"""Writes what datafog-core finds in labelled texts, for `allonym eval DATA --found FILE`.

    python datafog.py DATA... > datafog.jsonl

Owns: running datafog-core as it comes, with its German locale for German texts, and what its labels are in ours. Never scores.
"""

import json
import pathlib
import sys
import time

import datafog_core

LABELS = {
    "SSN": "US_SSN", "NPI": "US_NPI", "ZIP_CODE": "ZIP", "US_ROUTING_NUMBER": "ABA_ROUTING", "DE_IBAN": "IBAN",
    "DE_PASSPORT_NUMBER": "DE_PASSPORT", "DE_POSTAL_CODE": "DE_PLZ", "DE_SOCIAL_SECURITY_NUMBER": "DE_SOCIAL_SECURITY",
    "DE_RESIDENCE_PERMIT_NUMBER": "NATIONAL_ID", "BEARER_TOKEN": "SECRET", "CREDENTIAL_URI": "SECRET", "JWT": "SECRET",
    "PRIVATE_KEY": "SECRET", "UUID": "IGNORE",
}


def main():
    seconds = characters = 0
    for path in map(pathlib.Path, sys.argv[1:]):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            config = {"locale": "de"} if case.get("lang") == "de" else None
            began = time.process_time()
            found = datafog_core.scan(case["text"].replace(".example", ".company"), config)
            seconds += time.process_time() - began
            characters += len(case["text"])
            spans = [
                {"start": f.codepoint_range.start, "end": f.codepoint_range.end, "label": LABELS.get(f.entity_type, f.entity_type)}
                for f in found
            ]
            print(json.dumps({"text": case["text"], "spans": spans}, ensure_ascii=False))
    print(f"{characters} characters, {1e6 * seconds / characters:.4f} ms of processor time per 1,000", file=sys.stderr)


if __name__ == "__main__":
    main()
