"""A Kirjastohakemisto of our own, a process: `python kirjastohakemistoserver.py` prints its port.

It answers GET /<name>/v4/finna_organisation and /<name>/v4/service_point in the shapes that
Finna's client reads; POST /make makes one. It imports nothing of ours.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Service(BaseHTTPRequestHandler):
    """Answers for all the directories."""

    made: dict[str, dict] = {}
    heard: dict[str, list[str]] = {}

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/asked/"):
            self.answer(self.heard[parts.path.rpartition("/")[2]])
            return
        _, name, version, kind = parts.path.split("/")
        assert version == "v4"
        self.heard[name].append(self.path)
        here = self.made[name]
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        assert asked["limit"] == "1000"
        if "raw" in here:
            self.answer(here["raw"])
        elif kind == "finna_organisation":
            known = asked["finna:id"] == here.get("finna_id", "Louna")
            items = [{"id": 84, "finnaId": "Louna", "name": "Louna-kirjastot"}] if known else []
            self.answer({"type": kind, "total": len(items), "items": items})
        else:
            assert asked["consortium"] == "84"
            assert "schedules" in asked["with"].split(",")
            self.answer({"type": kind, "total": len(here["points"]), "items": here["points"]})

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.made[told["name"]] = told
        self.heard[told["name"]] = []
        self.answer({})

    def answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        print(server.server_address[1], flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        server.serve_forever()
