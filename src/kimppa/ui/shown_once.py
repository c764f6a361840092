"""Secrets that are shown once: on the page that a POST leads to, so that a reload makes no other.

A secret waits in the session, which no backup holds.
"""

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from kimppa.ui.secret import is_opened

_SESSION = "shown-once"


@sensitive_variables("secret")
def show_once(request: HttpRequest, secret: str, *, at: str) -> str:
    """Let the page at the address show the secret when it is next opened; returns the address."""
    request.session[_SESSION] = [at, secret]
    return at


@sensitive_variables("secret")
def secret_to_show(request: HttpRequest) -> str:
    """The secret that waits for this page, which is forgotten with this; else empty."""
    address, secret = request.session.get(_SESSION, ("", ""))
    if address != request.path or not is_opened(request):
        return ""
    del request.session[_SESSION]
    return str(secret)
