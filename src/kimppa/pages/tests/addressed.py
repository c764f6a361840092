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
    WRITERS: "change-new change-vote change-unvote page-check-many",
    NOBODY: (
        "new settings edit page-remove page-bring-back page-check text-check text-match "
        "version-restore change-edit change-agree change-finish change-prove change-agenda "
        "change-sent change-answer change-drop change-remove change-proof proof-remove page-ask "
        "page-withdraw imports paste imports-take imports-undo links-try"
    ),
}


def objects() -> dict[str, Any]:
    """The page for customers, which the coordinator owns, and its translation."""
    text = Text.objects.get(page__name="asiakkaalle", language="en")
    page = "edit shown settings paste page page-remove page-bring-back page-check page-ask"
    steps = "edit vote unvote agree finish prove agenda sent answer drop remove proof"
    return {
        "language": "fi",
        **dict.fromkeys([*page.split(), "page-withdraw"], text.page_id),
        **{name: text.versions.all()[0].pk for name in ("version", "version-restore")},
        **dict.fromkeys(("text-check", "text-match"), text.pk),
        **{name: Bringing.objects.all()[0].pk for name in ("imports", "bringing")},
        "change": Proof.objects.all()[0].change_id,
        **{f"change-{name}": Proof.objects.all()[0].change_id for name in steps.split()},
        **{name: Proof.objects.all()[0].pk for name in ("proof-file", "proof-remove")},
    }
