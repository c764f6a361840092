"""Who may open the area's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.imports.actions import bring
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.caps.actions import IMPORTER
from kimppa.eresources.licences.actions import add_document
from kimppa.eresources.models import Licence, Order, Principle
from kimppa.eresources.records.actions import IMPORTER as RECORDS_IMPORTER
from kimppa.eresources.records.actions import make_record
from kimppa.eresources.usage.imports import IMPORTER as USAGE_IMPORTER
from tests.roles import ALL, NO, NOBODY, NONE, OK, WRITERS

PAPERS = (OK, NONE, NONE, NONE, NONE)  # a licence's papers are shown to directors who belong

READ = {
    ALL: "home costs licence basis orders order money principle usage",
    NOBODY: "usage-letter usage-files usage-files-file usage-files-original "
    "records record-add record-file record-files record-files-file record-files-original "
    "add licence-edit licence-members licence-period period-edit period-shares order-edit "
    "money-add "
    "readings readings-file readings-original",
    WRITERS: "wish",
    PAPERS: "document",
}
WRITE = {
    NOBODY: "usage-letter-remove usage-ask usage-noted usage-sum usage-key usage-owners "
    "usage-collect-not usage-collect "
    "record-add record-files record-files-file record-files-take record-files-undo "
    "usage-files usage-files-file usage-files-take usage-files-undo "
    "add licence-edit licence-members licence-period period-edit period-shares "
    "licence-document licence-remove "
    "licence-cap licence-reading licence-introduce licence-accounts readings readings-file "
    "readings-take readings-undo "
    "order-edit money-add principle-replace principle-end "
    "order-place order-end order-withdraw "
    "order-decline order-again order-remove period-share-out period-remove period-ask "
    "period-renew period-notice",
    WRITERS: "wish",
    (NO, NONE, NONE, NONE, NONE): "document-remove",
}


def objects() -> dict[str, Any]:
    """The e-audiobooks, to which Tammela belongs and Ypäjä does not, with a paper."""
    licence = Licence.objects.get(service__slug="e-aanikirjat")
    paper = add_document(by=SYSTEM, licence=licence, title="Tarjous", data=b"a", name="a.txt")
    commands = ("edit", "members", "period", "document", "remove", "cap", "reading", "introduce",
                "accounts")  # fmt: skip
    of_licence = ("licence", *(f"licence-{name}" for name in commands))
    commands = ("edit", "shares", "share-out", "remove", "ask", "renew", "notice")
    of_period = ("basis", *(f"period-{name}" for name in commands))
    commands = ("place", "end", "withdraw", "decline", "again", "remove", "edit")
    of_order = ("order", *(f"order-{name}" for name in commands))
    of_principle = ("principle", *(f"principle-{name}" for name in ("replace", "end")))
    order = Order.objects.get(title="Aapeli")
    coordinator = Person.objects.get(memberships__role=Role.COORDINATOR)
    content = "Päivä;Käytetty yhteensä\n2.1.2025;3\n".encode()
    upload = bring(by=coordinator, importer=IMPORTER, content=content, name="k.csv")
    commands = ("ask", "noted", "sum", "key", "owners", "collect-not", "collect")
    of_year = ("usage", *(f"usage-{name}" for name in commands))
    usage_upload = bring(
        by=SYSTEM,
        importer=USAGE_IMPORTER,
        content=b"Kunta;Lainat\nForssa;1\n",
        name="lainat.csv",
        options={"licence": licence.pk, "year": 2020},
    )
    of_file = ("usage-files-file", *(f"usage-files-{n}" for n in ("take", "undo", "original")))
    return (
        dict.fromkeys(of_year, licence.pk)
        | {"year": 2024}
        | dict.fromkeys(of_file, usage_upload.pk)
        | _of_records(licence)
        | dict.fromkeys(of_licence, licence.pk)
        | dict.fromkeys(of_period, licence.periods.get().pk)
        | dict.fromkeys(of_order, order.pk)
        | dict.fromkeys(of_principle, Principle.objects.earliest("pk").pk)
        | {"document": paper.pk, "document-remove": paper.pk, "kind": "pdf"}
        | {"readings": upload.pk, "matter": "line", "form": "mrc"}
    )


def _of_records(licence: Licence) -> dict[str, int]:
    """A typed record, and a table of titles that has been brought."""
    record = make_record(
        by=SYSTEM,
        licence=licence,
        facts={"kind": "e-audiobook", "title": "Rauha", "address": "https://aani.example/1"},
    )
    upload = bring(
        by=SYSTEM,
        importer=RECORDS_IMPORTER,
        content=b"kind,title,address\ne-book,Rauha,https://aani.example/2\n",
        name="nimekkeet.csv",
        options={"licence": licence.pk},
    )
    names = ("file", *(f"files-{name}" for name in ("file", "take", "undo", "original")))
    return {f"record-{name}": upload.pk for name in names} | {"record-file": record.file_id}
