"""A Mikromarc of our own, as a process: `python mikromarcserver.py` prints its port.

It answers /<name>/12/odata/<list> in the shapes of Mikromarc's OData service; POST /make makes a
library and says what goes wrong when. It imports nothing of ours.
"""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

PASSWORD = "finna:salainen"
UNITS = [
    {"Id": 1, "Name": "Äänekirjasto", "ParentUnitId": None, "IsDepartment": False},
    {"Id": 12, "Name": "Aikuisten osasto", "ParentUnitId": 1, "IsDepartment": True},
]
LOCATIONS = [{"Id": 7, "Name": "Varasto"}, {"Id": 8, "Name": "Lehtisali"}]
MATERIALS = [{"Id": "KIR", "Name": "Kirja"}]
STATUSES = ("AvailableForLoan", "OnLoan", "Lost", "EatenByDog")
METADATA = """<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="M" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Unit"><Property Name="Id"/><Property Name="Name"/></EntityType>
<EntityType Name="Material"><Property Name="Id"/><Property Name="Name"/></EntityType>
<EntityType Name="Borrower"><Property Name="Id"/><Property Name="Name"/></EntityType>
<EntityType Name="CatalogueItem"><Property Name="Id"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="LibraryUnits" EntityType="M.Unit"/>
<EntitySet Name="MaterialTypes" EntityType="M.Material"/>
<EntitySet Name="Borrowers" EntityType="M.Borrower"/>
<EntitySet Name="CatalogueItems" EntityType="M.CatalogueItem"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""


def item(number: int) -> dict:
    """A copy as the service tells of it, also what we do not want of it."""
    return {
        "Id": number,
        "MarcRecordId": 1000 + number // 2,
        "ItemStatus": STATUSES[number % 4],
        "BelongToUnitId": 12,
        "LocationId": 7 if number % 3 else None,
        "Shelf": " 84.2 WAL ",
        "DueDate": "2026-03-01T00:00:00+02:00" if number % 4 == 1 else None,
        "Barcode": f"3000{number:06d}",
        "notes": None,
        "ReservationQueueLength": 0,
        "BorrowerName": "Ei Kuulu, Meille",
    }


class Library:
    """One library: how many items, how many rows a page, what goes wrong."""

    def __init__(self, told: dict) -> None:
        self.items = [item(n) for n in range(1, told.get("items", 5) + 1)]
        self.page = told.get("page", 2)
        self.next = told.get("next", "")
        self.faults = {int(key): list(value) for key, value in told.get("faults", {}).items()}
        for change in told.get("changes", []):
            self.items[0].update(change)
        self.asked: list[str] = []


class Service(BaseHTTPRequestHandler):
    """Answers for all the libraries."""

    made: dict[str, Library] = {}

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.made[told["name"]] = Library(told)
        self.answer(b"{}")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/asked/"):
            self.answer(json.dumps(self.made[parts.path.rpartition("/")[2]].asked).encode())
            return
        wanted = "Basic " + base64.b64encode(PASSWORD.encode()).decode()
        if self.headers["Authorization"] != wanted:
            self.answer(b"", 401)
            return
        _, name, unit, _, table = parts.path.split("/")
        here = self.made[name]
        here.asked.append(self.path)
        assert unit == "12"
        assert self.headers["Accept"] == "application/json"
        if table == "%24metadata":
            self.answer(METADATA.encode())
            return
        rows = {
            "LibraryUnits": UNITS,
            "CatalogueItemLocations": LOCATIONS,
            "MaterialTypes": MATERIALS,
            "CatalogueItems": here.items,
        }.get(table)
        if rows is None:
            self.answer(b"", 404)
            return
        self.list(here, table, rows, {k: v[0] for k, v in parse_qs(parts.query).items()})

    def list(self, here: Library, table: str, rows: list, asked: dict[str, str]) -> None:
        if "$filter" in asked:
            field, _, value = asked["$filter"].partition(" eq ")
            rows = [row for row in rows if str(row[field]) == value]
        skip = int(asked.get("$skip", 0))
        told = {"@odata.context": "x", "value": rows[skip : skip + here.page]}
        if skip + here.page < len(rows):
            told["@odata.nextLink"] = self.link(here, table, asked, skip)
        number = skip // here.page + 1
        faults = here.faults.get(number) if table == "CatalogueItems" else None
        kind, _, value = (faults.pop(0) if faults else "").partition(":")
        if kind == "status":
            self.answer(b"", int(value))
        elif kind == "text":
            self.answer(value.encode())
        elif kind == "cut":
            body = json.dumps(told).encode()
            self.answer(body[: len(body) // 2], length=len(body))
        else:
            self.answer(json.dumps(told).encode())

    def link(self, here: Library, table: str, asked: dict[str, str], skip: int) -> str:
        host = self.headers["Host"]
        path = self.path.partition("?")[0]
        follow = skip + here.page
        if here.next == "repeats":  # a known fault: the next address is always the first one
            follow = here.page
        if here.next == "stuck":
            return f"http://{host}{path}?{quote('$skip')}=0"
        if here.next == "away":
            host = "198.51.100.7"
        if here.next == "inner":  # the service does not know of the proxy before it
            host = f"{host.partition(':')[0]}:8080"
        if here.next == "beside":
            path = "/elsewhere"
        query = "".join(f"{quote(k)}={quote(v)}&" for k, v in asked.items() if k != "$skip")
        return f"http://{host}{path}?{query}%24skip={follow}"

    def answer(self, body: bytes, status: int = 200, length: int = -1) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; odata.metadata=minimal")
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        print(server.server_address[1], flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        server.serve_forever()
