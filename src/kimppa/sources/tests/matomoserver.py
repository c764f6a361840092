"""A Matomo of our own, as a process: `python matomoserver.py` prints its port.

It answers POST /<name>/index.php in the shapes of Matomo's Reporting API; POST /make makes one
and says what goes wrong when. It imports nothing of ours.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef"


def summary(visits: int, unique: int | None) -> dict:
    """What VisitsSummary.get tells of a period."""
    told = {
        "nb_users": 0,
        "nb_visits": visits,
        "nb_actions": visits * 4,
        "nb_visits_converted": 0,
        "bounce_count": visits // 3,
        "sum_visit_length": visits * 95,
        "max_actions": 41,
        "bounce_rate": "33 %",
        "nb_actions_per_visit": 4,
        "avg_time_on_site": 95,
    }
    return told if unique is None else {"nb_uniq_visitors": unique, **told}


class Installation:
    """One Matomo: visits by site, segment and month; the faults to come, in turn."""

    def __init__(self, told: dict) -> None:
        self.months = {int(key): value for key, value in told.get("months", {}).items()}
        self.segments = told.get("segments", {})
        self.yearly_visitors = told.get("yearly_visitors", False)
        self.faults = list(told.get("faults", []))
        self.asked: list[str] = []

    def answer(self, asked: dict[str, str]) -> object:
        """What is told of the asked period."""
        if asked["idSite"] != "3":
            message = "You can't access this resource as it requires 'view' access for the website"
            return {"result": "error", "message": message}
        share = self.segments.get(asked.get("segment", ""), 100)
        months = {month: visits * share // 100 for month, visits in self.months.items()}
        year = asked["date"][:4]
        if asked["period"] == "year":
            whole = sum(months.values())
            unique = whole // 2 if self.yearly_visitors else None
            return summary(whole, unique) if months else []
        last = int(asked["date"].partition(",")[2][5:7])
        return {
            f"{year}-{month:02d}": summary(months[month], months[month] * 2 // 3)
            if month in months
            else []
            for month in range(1, last + 1)
        }


class Service(BaseHTTPRequestHandler):
    """Answers for all the installations."""

    made: dict[str, Installation] = {}

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/asked/"):
            self.answer(json.dumps(self.made[parts.path.rpartition("/")[2]].asked).encode())
        else:
            self.answer(b"", 405)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/make":
            told = json.loads(body)
            self.made[told["name"]] = Installation(told)
            self.answer(b"{}")
            return
        _, name, page = self.path.split("/")
        here = self.made[name]
        here.asked.append(self.path)
        assert page == "index.php"
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        asked = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        kind, _, value = (here.faults.pop(0) if here.faults else "").partition(":")
        if kind == "status":
            self.answer(b"", int(value))
        elif kind == "text":
            self.answer(value.encode())
        elif kind == "moved":
            self.answer(b"", 302, {"Location": f"http://{self.headers['Host']}/{name}/elsewhere"})
        elif asked.get("token_auth") != TOKEN:
            token = asked.get("token_auth", "")
            message = f"Unable to authenticate with the provided token {token}."
            self.answer(json.dumps({"result": "error", "message": message}).encode(), 200)
        else:
            assert (asked["module"], asked["method"]) == ("API", "VisitsSummary.get")
            assert asked["format"] == "json"
            self.answer(json.dumps(here.answer(asked)).encode())

    def answer(self, body: bytes, status: int = 200, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        for name, value in (more or {}).items():
            self.send_header(name, value)
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
