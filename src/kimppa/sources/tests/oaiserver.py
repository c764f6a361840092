"""An OAI-PMH service of our own, as a process: `python oaiserver.py` prints its port.

POST /make with JSON makes a repository under a name and says what goes wrong when; its address is
then /<name>. GET /asked/<name> tells what it was asked. It imports nothing of ours.
"""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

OAI = "http://www.openarchives.org/OAI/2.0/"
MARC = "http://www.loc.gov/MARC21/slim"
NOW = "2026-02-03T04:05:06Z"


class Repository:
    """Records numbered from 1; `changed` are sent once more at the end, `deleted` are gone."""

    def __init__(self, told: dict) -> None:
        self.size = told.get("size", 10)
        self.page = told.get("page", 4)
        self.deleted = set(told.get("deleted", []))
        self.changed = told.get("changed", [])
        self.faults = {int(key): list(value) for key, value in told.get("faults", {}).items()}
        self.prefix = told.get("prefix", "marc21")
        self.clothes = told.get("clothes", "default")
        self.day = told.get("day", False)
        self.password = told.get("password", "")
        self.stuck = told.get("stuck", False)
        self.promise = told.get("promise", True)
        self.asked: list[str] = []

    def rows(self) -> list[tuple[int, str]]:
        """Each record's number and its edition: the later one of those that change on the way."""
        return [(n, "") for n in range(1, self.size + 1)] + [(n, " (uusi)") for n in self.changed]

    def stamp(self, number: int, edition: str = "") -> str:
        moment = f"2026-01-{1 + number % 28:02d}T00:00:00Z" if not edition else NOW
        return moment[:10] if self.day else moment

    def record(self, number: int, edition: str) -> str:
        head = f"<identifier>oai:example.org:{number}</identifier>"
        head += f"<datestamp>{self.stamp(number, edition)}</datestamp>"
        if number in self.deleted:
            return f'<record><header status="deleted">{head}</header></record>'
        return (
            f"<record><header>{head}</header><metadata>{self.marc(number, edition)}</metadata>"
            '<about><record xmlns="urn:other">not this one</record></about></record>'
        )

    def marc(self, number: int, edition: str) -> str:
        p, space = {
            "default": ("", f' xmlns="{MARC}" xmlns:x="urn:x" x:schemaLocation="a b"'),
            "prefixed": ("marc:", f' xmlns:marc="{MARC}"'),
            "none": ("", ""),
        }[self.clothes]
        title = escape(f"Kalevan <tiet> & äidit {number}{edition}")
        return (
            f"<{p}record{space}><{p}leader>00000nam a2200000 i 4500</{p}leader>"
            f'<{p}controlfield tag="001">{number:06d}</{p}controlfield>'
            f'<{p}datafield tag="245" ind1="1" ind2="0"><{p}subfield code="a">{title}</{p}subfield>'
            f"</{p}datafield></{p}record>"
        )


class Service(BaseHTTPRequestHandler):
    """Answers for all the repositories."""

    made: dict[str, Repository] = {}

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if told.get("again"):
            self.made[told["name"]].faults = {}
        else:
            self.made[told["name"]] = Repository(told)
        self.answer(b"{}")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/asked/"):
            self.answer(json.dumps(self.made[parts.path.rpartition("/")[2]].asked).encode())
            return
        here = self.made.get(parts.path[1:])
        if here is None:
            self.answer(b"nothing here", 404)
            return
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        here.asked.append(parts.query)
        wanted = "Basic " + base64.b64encode(here.password.encode()).decode()
        if here.password and self.headers["Authorization"] != wanted:
            self.answer(b"who are you?", 401)
            return
        self.speak(here, asked)

    def speak(self, here: Repository, asked: dict[str, str]) -> None:
        verb = asked.pop("verb", "")
        if verb == "Identify":
            grain = "YYYY-MM-DD" if here.day else "YYYY-MM-DDThh:mm:ssZ"
            self.say(
                "<Identify><repositoryName>Äänekirjasto</repositoryName>"
                "<protocolVersion>2.0</protocolVersion>"
                "<earliestDatestamp>2026-01-01T00:00:00Z</earliestDatestamp>"
                f"<deletedRecord>persistent</deletedRecord><granularity>{grain}</granularity>"
                "</Identify>"
            )
        elif verb == "ListMetadataFormats":
            formats = [("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/")]
            if here.prefix:
                formats.append((here.prefix, MARC))
            self.say(
                "<ListMetadataFormats>"
                + "".join(
                    f"<metadataFormat><metadataPrefix>{p}</metadataPrefix><schema>s</schema>"
                    f"<metadataNamespace>{n}</metadataNamespace></metadataFormat>"
                    for p, n in formats
                )
                + "</ListMetadataFormats>"
            )
        elif verb == "ListRecords":
            self.records(here, asked)
        else:
            self.say('<error code="badVerb">no such verb</error>')

    def records(self, here: Repository, asked: dict[str, str]) -> None:
        token = asked.get("resumptionToken", "")
        begin, since, until = 0, asked.get("from", ""), asked.get("until", "")
        if token:
            if len(asked) > 1:
                self.say('<error code="badArgument">a token comes alone</error>')
                return
            begin, since, until = json.loads(token)
        elif asked.get("metadataPrefix") not in {here.prefix, "oai_dc"}:
            self.say('<error code="cannotDisseminateFormat">no such format</error>')
            return
        elif asked.get("set") == "odd":
            self.say('<error code="noSetHierarchy">there are no sets &#x202e;here</error>')
            return
        rows = [
            row
            for row in here.rows()
            if (not since or here.stamp(*row) >= since) and (not until or here.stamp(*row) <= until)
        ]
        if not rows:
            self.say('<error code="noRecordsMatch">nothing</error>')
            return
        number = begin // here.page + 1
        kind = here.faults[number].pop(0) if here.faults.get(number) else ""
        content = "".join(here.record(*row) for row in rows[begin : begin + here.page])
        if asked.get("metadataPrefix") == "oai_dc":
            content = content.replace("record", "dc").replace("<dc><header", "<record><header")
            content = content.replace("</about></dc>", "</about></record>")
        following = begin if here.stuck else begin + here.page
        more = json.dumps([following, since, until]) if following < len(rows) else ""
        size = f' completeListSize="{len(rows)}" cursor="{begin}"' if here.promise else ""
        whole = f"<ListRecords>{content}"
        if more or begin:
            whole += f"<resumptionToken{size}>{escape(more)}</resumptionToken>"
        self.fail(kind, f"{whole}</ListRecords>")

    def fail(self, kind: str, whole: str) -> None:
        name, _, value = kind.partition(":")
        if name == "status":
            code, _, after = value.partition(":")
            self.answer(b"later", int(code), {"Retry-After": after} if after else {})
        elif name == "expired":
            self.say('<error code="badResumptionToken">forgotten</error>')
        elif name == "broken":
            self.answer(document(whole).encode()[:-40])
        elif name == "cut":
            body = document(whole).encode()
            self.answer(body[: len(body) // 2], length=len(body))
            self.close_connection = True
        elif name == "doctype":
            self.answer(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + b"<a>&b;</a>")
        elif name == "odd":
            told = whole.replace("tiet", "ti\x1bet").replace("äidit 1", "äidit&#31;1")
            self.answer(document(told).encode().replace(b"\xc3\xa4", b"\xe4", 1))
        else:
            self.say(whole)

    def say(self, content: str) -> None:
        self.answer(document(content).encode())

    def answer(
        self, body: bytes, status: int = 200, headers: dict | None = None, length: int = -1
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


def document(content: str) -> str:
    """An answer of the protocol around its content."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{OAI}">'
        f"<responseDate>{NOW}</responseDate><request>https://example.org/oai</request>"
        f"{content}</OAI-PMH>"
    )


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        print(server.server_address[1], flush=True)
        # Whoever started us holds our standard input; when it closes, we go.
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        server.serve_forever()
