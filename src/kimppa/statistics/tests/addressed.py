"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.allocation.models import AllocationKey
from kimppa.statistics.models import BranchEvent, Take, VisitCount, VisitSource, WebVisits
from tests.roles import ALL, NO, NOBODY, NONE, OWN, OWN_WRITERS

READ = {
    ALL: (
        "home year together series table table-file "
        "old-files old-lists old-file old-compare old-codes"
    ),
    OWN: "board draft checks events",
    OWN_WRITERS: "enter paste event-edit",
    NOBODY: (
        "known import-file import enquiry web-visits freeze delivery version-file "
        "import-lists codes period table-row table-load import-compare "
        "visits-file visits-keys visits-count visits-sources "
        "visits-source visits-source-add visits-source-edit"
    ),
}
WRITE = {
    OWN: "events",
    OWN_WRITERS: "enter paste explain event-edit event-remove",
    (NONE, NONE, NONE, NONE, NO): "unexplain",
    NOBODY: (
        "known begin year-lock year-unlock year-open year-close "
        "import-file import-settle import-take-in import-undo "
        "enquiry enquiry-sent "
        "enquiry-answer web-visits web-visits-remove freeze delivery withdraw again revoke "
        "import-lists codes codes-change codes-forget import-codes table-row table-remove "
        "table-restore table-load import-stop import-read-on import-compute import-discard "
        "import-accept "
        "visits-file visits-fetch visits-switch visits-count "
        "visits-source-add visits-source-edit visits-source-pause visits-source-resume "
        "visits-source-remove"
    ),
}


def objects() -> dict[str, Any]:
    """Tammela's board, and a file that has been read."""
    take = Take.objects.all()[0].pk
    files = "import import-compare import-settle import-take-in import-undo import-codes "
    files += "import-discard import-stop import-read-on import-compute import-accept "
    files += "old-file old-compare"
    sources = "visits-source visits-source-edit visits-source-pause visits-source-resume "
    sources += "visits-source-remove"
    return {
        "code": "834",
        "kind": "variables",
        **{f"{name}:kind": "pdf" for name in ("draft", "version-file")},
        "number": "1",
        "version": "0",
        "codes-change": 1,
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
