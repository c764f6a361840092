"""How the tests walk the pages."""

import re

from django.test import Client


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


def after(client: Client, url: str, **values: object) -> str:
    """The page that a form leads to."""
    response = client.post(url, values, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def undo_address(body: str) -> str:
    found = re.search(r'action="(/agreement/\d+/(?:undo/\d+|discard)/)"', body)
    assert found
    return found[1]
