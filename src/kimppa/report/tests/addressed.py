"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.report.models import Highlight, Paragraph
from tests.roles import NOBODY

READ = {
    NOBODY: "home year draft-file words highlight freeze delivery version-file",
}
WRITE = {
    NOBODY: (
        "start refresh star words words-keep words-draft highlight unstar "
        "freeze delivery withdraw again revoke"
    ),
}


def objects() -> dict[str, Any]:
    """A paragraph and a highlight."""
    highlight = Highlight.objects.all()[0].pk
    return {
        "words": Paragraph.objects.all()[0].pk,
        "highlight": highlight,
        "unstar": highlight,
    }
