"""What the tests look up in pages."""

import re

_UNDO = re.compile(r'k-message".*?<form method="post" action="([^"]+)"', re.DOTALL)


def undo_address(page: str) -> str:
    """Where the undo button of the page's message posts to."""
    found = _UNDO.search(page)
    assert found, "the message offers no way back"
    return found[1]
