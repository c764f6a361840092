"""Who may open the area's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.permissions import SYSTEM
from kimppa.eresources.licences.actions import add_document
from kimppa.eresources.models import Licence
from tests.roles import ALL, NO, NOBODY, NONE, OK

PAPERS = (OK, NONE, NONE, NONE, NONE)  # a licence's papers are shown to directors who belong

READ = {
    ALL: "home costs licence basis",
    NOBODY: "add edit members period-add period shares",
    PAPERS: "document",
}
WRITE = {
    NOBODY: "add edit members period-add period shares licence-document licence-remove "
    "period-share-out period-remove period-ask period-renew period-notice",
    (NO, NONE, NONE, NONE, NONE): "document-remove",
}


def objects() -> dict[str, Any]:
    """The e-audiobooks, to which Tammela belongs and Ypäjä does not, with a paper."""
    licence = Licence.objects.get(service__slug="e-aanikirjat")
    paper = add_document(by=SYSTEM, licence=licence, title="Tarjous", data=b"a", name="a.txt")
    of_licence = ("licence", "edit", "members", "period-add", "licence-document", "licence-remove")
    of_period = (
        "period",
        "shares",
        "basis",
        "period-share-out",
        "period-remove",
        "period-ask",
        "period-renew",
        "period-notice",
    )
    return (
        dict.fromkeys(of_licence, licence.pk)
        | dict.fromkeys(of_period, licence.periods.get().pk)
        | {"document": paper.pk, "document-remove": paper.pk, "kind": "pdf"}
    )
