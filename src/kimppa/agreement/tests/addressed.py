"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.agreement.tests.selkavesi import make_paper
from tests.roles import ALL, NOBODY, NOTHING

READ = {
    ALL: "list matrix agreement source clause terms coverage work",
    NOTHING: "compare",  # there is no earlier agreement
    NOBODY: "import preview section limit terms-edit",
}
WRITE = {
    NOBODY: (
        "import preview mend undo-mend forget state discard leftover nobody section join note"
        " clause limit correct edit terms-edit ask services memberships"
    ),
}


def objects() -> dict[str, Any]:
    """Clauses and sections by their numbers; a paper under way."""
    numbers = {"number": "1.1", "section:number": "1", "join:number": "1", "note:number": "1"}
    return numbers | dict.fromkeys(("preview", "mend", "undo-mend", "forget"), make_paper().pk)
