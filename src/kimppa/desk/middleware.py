"""The language of the person who is signed in."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kimppa.core.consortium.models import Person


class PersonLanguage:
    """Show pages in the language that the person has chosen, whatever the browser says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language; visitors keep what the cookie or the browser asks for."""
        if SESSION_KEY not in request.session or not isinstance(request.user, Person):
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers["Content-Language"] = request.LANGUAGE_CODE
            return response
