"""Why visits could not be fetched, in words for whoever asked."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.sources.errors import FetchError

_REASONS: Mapping[str, str | Promise] = {
    "bad-address": gettext_lazy("The address cannot be asked: %(address)s."),
    "unreachable": gettext_lazy("%(host)s does not answer. Try again later."),
    "busy": gettext_lazy("%(host)s asks to come again in %(after)s seconds."),
    "refused": gettext_lazy("%(host)s does not accept the token."),
    "missing": gettext_lazy("There is no Matomo at this address of %(host)s."),
    "status": gettext_lazy("%(host)s answers with the error %(status)s. Try again later."),
    "password-in-clear": gettext_lazy(
        "The token is sent over https only. Correct the address of %(host)s."
    ),
    "not-json": gettext_lazy("There is no Matomo at this address of %(host)s."),
    "not-matomo": gettext_lazy("%(host)s answers in another way than a Matomo: %(detail)s."),
    "matomo-error": gettext_lazy("Matomo refuses: %(detail)s"),
    "secret-missing": gettext_lazy(
        "No token is kept by the name %(name)s. Whoever runs the server adds it."
    ),
    "secret-name": gettext_lazy(
        "%(name)s is no name of a token: use capital letters, digits and underscores."
    ),
}


def refusal(error: FetchError) -> str:
    """The reason in the active language."""
    text = _REASONS.get(error.code)
    return (
        str(text) % error.params
        if text
        else _("The visits did not come: %(error)s") % {"error": error}
    )
