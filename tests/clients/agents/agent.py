"""Starts an agent in an empty home and reads the JSON lines that it prints.

Owns: the environment of an agent: its own home, a git repository whose owner is a person of `people.json`, no telemetry,
nothing else of the caller's. Next: `claude_code.py`, `codex.py`.
"""

import json
import os
import pathlib
import subprocess

QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
# What the agent's model is made to echo in a shell, between single quotes: so none of it has one.
TOOL_PROMPT = "My name is Anna Müller-Weiß, mail anna.mueller@mail.example, call +49 30 23125 014. [use-tool]"
MODULES = pathlib.Path(__file__).parent.with_name("node") / "node_modules"


class Agent:
    """An agent's home and workplace below `ALLONYM_SCRATCH`."""

    def __init__(self, name: str):
        self.home = pathlib.Path(os.environ["ALLONYM_SCRATCH"]) / f"home-{name}"
        self.work = self.home / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet")
        self.git("config", "user.name", "Anna Müller-Weiß")
        self.git("config", "user.email", "anna.mueller@mail.example")
        self.git("commit", "--quiet", "--allow-empty", "-m", "Letter to anna.mueller@mail.example")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.work, env=self._environment({}), check=True)

    def _environment(self, more: dict) -> dict:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", **QUIET, **more}

    def run(self, command: list[str], environment: dict) -> list[dict]:
        """The JSON lines that the command prints. Raises if it fails."""
        ended = subprocess.run(
            command, cwd=self.work, env=self._environment(environment), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
        )
        said = f"{ended.stdout[-1500:]} {ended.stderr[-500:]}"
        assert ended.returncode == 0, f"exit {ended.returncode}: {said}"
        return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
