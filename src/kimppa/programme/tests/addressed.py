"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.programme.models import Comment, Step, Update
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK

READ = {
    ALL: "home programme print download action",
    DIRECTORS: "approval",
    NOBODY: "new draft settings roll-over action-new action-edit step-edit version-file",
}
WRITE = {
    DIRECTORS: "approval comment",
    (NONE, NO, NONE, NO, NO): "answer take-back",  # nothing is asked
    (OK, NO, NO, NO, NO): "comment-remove",  # it is of Tammela's director
    NOBODY: (
        "new draft settings remove reopen close open-again deliver roll-over "
        "action-new action-edit action-remove update update-remove value status "
        "status-clear step step-edit step-complete step-reopen step-remove "
        "comment-handle comment-reopen withdraw again revoke"
    ),
}


def objects() -> dict[str, Any]:
    """An action, and what is written under it; the comment is of Tammela's director."""
    return {
        "number": "2024-02",
        "step": Step.objects.filter(done_at=None)[0].pk,
        "step-reopen": Step.objects.exclude(done_at=None)[0].pk,
        "update": Update.objects.all()[0].pk,
        "answer": 1,  # nothing is asked
        "comment": Comment.objects.get(municipality__name_fi="Tammela").pk,
    }
