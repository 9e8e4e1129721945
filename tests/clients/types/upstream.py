"""The provider of these checks: keeps the body that it was sent last and answers what it was told, or else repeats the body.

Never: reads what it is sent. Next: `suite.py`, which judges.
"""

import http.server
import json
import threading

JSON, EVENTS = "application/json", "text/event-stream"


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write for an answer: head and body apart would wait for each other (Nagle).
    wbufsize = -1
    received = ""
    # Content type and body of the next answer; None: what was received, as a string.
    answer = None

    def do_POST(self):
        Upstream.received = self.rfile.read(int(self.headers["content-length"])).decode()
        kind, text = Upstream.answer or (JSON, json.dumps({"repeated": Upstream.received}))
        body = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def start(port: int) -> None:
    """Serves on loopback until the process ends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
