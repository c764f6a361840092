"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from tests.roles import ALL, NOBODY, NOTHING

READ = {
    ALL: "list matrix agreement source clause terms coverage work",
    NOTHING: "compare",  # there is no earlier agreement
    NOBODY: "import preview section terms-edit",
}
WRITE = {
    NOBODY: (
        "import state discard leftover section join clause correct edit terms-edit ask services"
        " memberships"
    ),
}


def objects() -> dict[str, Any]:
    """Clauses and sections by their numbers."""
    return {"number": "1.1", "section:number": "1", "join:number": "1"}
