"""How the tests walk the pages."""

import re

from django.test import Client


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


def after(client: Client, url: str, *, status: int = 200, **values: object) -> str:
    """The page that a form leads to, or stays on when it is refused (422)."""
    response = client.post(url, values, follow=True)
    assert response.status_code == status
    return response.content.decode()


def undo_address(body: str) -> str:
    found = re.search(r'action="(/undo/[^/"]+/|/agreement/\d+/discard/)"', body)
    assert found
    return found[1]
