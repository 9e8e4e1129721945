"""Allonym's own API, held to its OpenAPI description: a validator reads it, a generator of requests tries every call.

Owns: the two runs and their verdicts. Never: knows a call; the description does.
"""

import os
import pathlib
import subprocess
import sys
import urllib.request

BASE = os.environ["ALLONYM_BASE"]
KEY = "px-clients-default"
PROGRAMS = pathlib.Path(sys.executable).parent
SCRATCH = pathlib.Path(os.environ["ALLONYM_SCRATCH"]) / "api"


def verdict(what: str, command: list[str]) -> None:
    ended = subprocess.run(command, cwd=SCRATCH, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    if ended.returncode == 0:
        print(f"ok   own API: {what}", flush=True)
    else:
        print(f"FAIL own API: {what} (exit {ended.returncode})", flush=True)
        print(f"{ended.stdout[-6000:]}\n{ended.stderr[-2000:]}", flush=True)


SCRATCH.mkdir()
description = SCRATCH / "openapi.json"
description.write_bytes(urllib.request.urlopen(f"{BASE}/openapi.json", timeout=10).read())
verdict("its description is valid OpenAPI", [str(PROGRAMS / "openapi-spec-validator"), str(description)])
# The other tenant's key is not given to it, so it cannot tell whether objects are kept apart: `tenants.rs` does.
checks = ["--checks", "all", "--exclude-checks", "object_level_authorization"]
runs = ["--max-examples", "50", "--seed", "1", "--no-color", "--request-timeout", "30", "--warnings", "off"]
verdict(
    "every generated request is answered as described",
    [str(PROGRAMS / "schemathesis"), "run", f"{BASE}/openapi.json", "-H", f"Authorization: Bearer {KEY}", *checks, *runs],
)
