"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.pages.models import Bringing, Proof, Text
from tests.roles import ALL, NOBODY, WRITERS

READ = {
    ALL: (
        "home page shown version changes changes-meeting change proof-file export links "
        "bring bringing"
    ),
    WRITERS: "change-new",
    NOBODY: "new settings edit change-edit imports imports-file paste",
}
WRITE = {
    WRITERS: "change-new change-vote",
    NOBODY: (
        "new settings edit remove bring-back check uncheck match restore "
        "change-edit change-step change-prove change-back change-unsend change-unanswer "
        "change-remove change-agenda change-proof proof-remove confirm-ask confirm-withdraw "
        "imports paste imports-take imports-undo links-try"
    ),
}


def objects() -> dict[str, Any]:
    """The page for customers, which the coordinator owns, and its translation."""
    text = Text.objects.get(page__name="asiakkaalle", language="en")
    page = "page edit shown settings remove bring-back check confirm-ask confirm-withdraw paste"
    steps = "edit vote step prove back unsend unanswer remove agenda proof"
    return {
        "language": "fi",
        **dict.fromkeys(page.split(), text.page_id),
        **{name: text.versions.all()[0].pk for name in ("version", "restore")},
        "match": text.pk,
        "name": "agree",
        **{name: Bringing.objects.all()[0].pk for name in ("imports", "bringing")},
        "change": Proof.objects.all()[0].change_id,
        **{f"change-{name}": Proof.objects.all()[0].change_id for name in steps.split()},
        **{name: Proof.objects.all()[0].pk for name in ("proof-file", "proof-remove")},
        "uncheck": text.checks.all()[0].pk,
    }
