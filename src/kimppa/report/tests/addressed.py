"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.report.models import Comment, Highlight, Paragraph
from tests.roles import DIRECTORS, NO, NOBODY, NONE, OK

READ = {
    DIRECTORS: "home year shared",
    NOBODY: "draft-file words-file words-import words highlight freeze delivery version-file",
}
WRITE = {
    (OK, NO, NONE, NO, NO): "comment",
    NOBODY: (
        "words-import share unshare comment-handle start refresh star words words-keep words-draft "
        "highlight unstar freeze delivery withdraw again revoke"
    ),
}


def objects() -> dict[str, Any]:
    """A paragraph, a line of Tammela's own draft, what a director said of it, and a highlight."""
    highlight = Highlight.objects.all()[0].pk
    return {
        "words": Paragraph.objects.all()[0].pk,
        "comment": Paragraph.objects.filter(municipality__code="834", clause="3.1")[0].pk,
        "comment-handle": Comment.objects.all()[0].pk,
        "highlight": highlight,
        "unstar": highlight,
    }
