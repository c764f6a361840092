"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.allocation.models import AllocationKey
from kimppa.statistics.models import BranchEvent, Take, VisitCount, VisitSource, WebVisits
from tests.roles import ALL, NO, NOBODY, NONE, OWN, OWN_WRITERS

READ = {
    ALL: "home year together series table table-file",
    OWN: "board draft checks events",
    OWN_WRITERS: "enter paste event-edit",
    NOBODY: (
        "upload take enquiry web-visits freeze delivery version-file "
        "compute codes period table-row table-load compare-lists "
        "visits-file visits-keys visits-count visits-sources "
        "visits-source visits-source-add visits-source-edit"
    ),
}
WRITE = {
    OWN: "events",
    OWN_WRITERS: "enter paste explain event-edit event-remove",
    (NONE, NONE, NONE, NONE, NO): "unexplain",
    NOBODY: (
        "begin lock unlock upload settle take-in undo enquiry enquiry-sent "
        "enquiry-answer web-visits web-visits-remove freeze delivery withdraw again revoke "
        "compute codes codes-forget give-codes table-row table-remove table-restore "
        "table-load stop-reading read-on discard "
        "visits-file visits-fetch visits-switch visits-count "
        "visits-source-add visits-source-edit visits-source-pause visits-source-resume "
        "visits-source-remove open-data close-data"
    ),
}


def objects() -> dict[str, Any]:
    """Tammela's board, and a file that has been read."""
    take = Take.objects.all()[0].pk
    files = "take compare-lists settle take-in undo give-codes discard stop-reading read-on"
    sources = "visits-source visits-source-edit visits-source-pause visits-source-resume "
    sources += "visits-source-remove"
    return {
        "code": "834",
        "kind": "variables",
        **{f"{name}:kind": "pdf" for name in ("draft", "version-file")},
        "number": "1",
        "version": "0",
        "codes-forget": 1,
        "group": "loans",
        "topic": "statistics-units",
        **dict.fromkeys(files.split(), take),
        "event-edit": BranchEvent.objects.all()[0].pk,
        "event-remove": BranchEvent.objects.all()[0].pk,
        "web-visits-remove": WebVisits.objects.all()[0].pk,
        "visits-fetch": VisitSource.objects.all()[0].pk,
        **dict.fromkeys(sources.split(), VisitSource.objects.all()[0].pk),
        "visits-switch": AllocationKey.objects.all()[0].pk,
        "visits-count": VisitCount.objects.all()[0].pk,
    }
