"""Who asks, and whether their token has the scope."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kimppa.core.consortium.models import Person
from kimppa.core.tokens.queries import Bearer
from kimppa.core.tokens.scopes import Scope
from kimppa.ui.api.problems import ProblemError


class Caller(HttpRequest):
    """A request whose token has been read (`config.api.endpoint`)."""

    bearer: Bearer | None


class Needs(HttpBearer):
    """The scope that an endpoint asks for; what the person may do is asked by the action."""

    def __init__(self, scope: Scope = Scope.READ) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        """The bearer; None without a good token (401). Raises ProblemError without the scope."""
        bearer: Bearer | None = getattr(request, "bearer", None)
        if bearer is None or bearer.may(self.scope):
            return bearer
        raise ProblemError(
            403,
            "scope",
            _("The token lacks the scope “%(scope)s”. Make one that has it.")
            % {"scope": self.scope},
        )

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not used: the token has been read before the endpoint was chosen."""
        return None


def token_of(request: HttpRequest) -> Bearer:
    """Who asks and by which token; every endpoint has one (`Needs`)."""
    bearer: Bearer = request.bearer  # type: ignore[attr-defined]  # set before every endpoint
    return bearer


def caller(request: HttpRequest) -> Person:
    """The person in whose name the program asks, with the rights that the token leaves."""
    return token_of(request).person
