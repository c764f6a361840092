"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.programme.models import Comment, Step
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE

READ = {
    ALL: "home programme print download action",
    DIRECTORS: "approval",
    NOBODY: "new draft settings roll-over action-new action-edit step version-file",
}
WRITE = {
    DIRECTORS: "approval action-comment",
    (NONE, NO, NONE, NO, NO): "answer take-back",  # nothing is asked
    NOBODY: (
        "new draft settings programme-remove programme-close programme-open-again "
        "approval-approve approval-reopen deliver roll-over "
        "action-new action-edit action-remove action-update action-value action-status "
        "action-clear-status action-step step step-complete step-reopen "
        "comment-handle withdraw again revoke"
    ),
}


def objects() -> dict[str, Any]:
    """An action, and what is written under it; the comment is of Tammela's director."""
    return {
        "number": "2024-02",
        "step": Step.objects.filter(done_at=None)[0].pk,
        "step-reopen": Step.objects.exclude(done_at=None)[0].pk,
        "answer": 1,  # nothing is asked
        "comment": Comment.objects.get(municipality__name_fi="Tammela").pk,
    }
