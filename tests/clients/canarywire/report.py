"""Runs canarywire's baseline and fragmentation suites against the proxy: `report.py CANARYWIRE TARGET CAPTURE OUT`.

Owns: its options, and its report as one line for each attack and one for the score. Never: decides what passes.
"""

import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

canarywire, target, capture, out = sys.argv[1:]
config = pathlib.Path(__file__).with_name("canarywire.yaml")
junit = pathlib.Path(out) / "junit.xml"
options = ["--target", target, "--capture", capture, "--config", config, "--out", out, "--junit", junit]
ended = subprocess.run([canarywire, "run", "--generators", "baseline,fragmentation", *options], capture_output=True, text=True)
if not junit.exists():
    print(f"FAIL canarywire: no report (exit {ended.returncode}: {ended.stderr.strip()[-600:]})")
    sys.exit()
cases = list(xml.parse(junit).getroot().iter("testcase"))
for case in cases:
    bad = case.find("failure") if case.find("failure") is not None else case.find("error")
    said = "" if bad is None else f" ({' '.join((bad.text or bad.get('message') or '').split())[:400]})"
    print(f"{'ok  ' if bad is None else 'FAIL'} canarywire: {case.get('name')}{said}")
report = json.loads((pathlib.Path(out) / "report.json").read_text())
verified = re.search(r"All \d+ values verified", (pathlib.Path(out) / "report.md").read_text())
good = report["outcome"] == "pass" and ended.returncode == 0
score = f"{report['outcome']}, {len(cases)} attacks, {verified.group() if verified else 'not all values verified'}, seed {report['seed']}"
print(f"{'ok  ' if good else 'FAIL'} canarywire: score ({score})")
