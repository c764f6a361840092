"""Why something could not be fetched, and what to do, in the languages of the desk."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.sources.errors import FetchError

WORDS: Final[dict[str, str | Promise]] = {
    "stopped": _("The fetch was stopped. The next one goes on where it was."),
    "bad-address": _(
        "The address %(address)s may not be asked. A server inside the network, or at another port "
        "than 80 and 443, is let through by whoever runs Kimppa (KIMPPA_OUTBOUND_ALLOW)."
    ),
    "unreachable": _("%(host)s does not answer (%(detail)s). It is tried again by itself."),
    "busy": _("%(host)s asks to come again in %(after)s seconds. It is tried again by itself."),
    "refused": _(
        "%(host)s does not let us in (HTTP %(status)s). Check the user name and the secret."
    ),
    "missing": _("%(host)s has nothing at this address (HTTP %(status)s). Check the address."),
    "status": _("%(host)s answers with an error (HTTP %(status)s)."),
    "password-in-clear": _("A password is sent only to addresses that begin with https://."),
    "too-large": _("What comes is larger than %(limit)s MB, so it is not taken."),
    "broken-xml": _("The answer of %(host)s breaks off or is no XML (%(detail)s)."),
    "xml-declarations": _("The answer of %(host)s has a document type, which is unsafe to read."),
    "not-oai": _("What answers at %(host)s is no OAI-PMH service. Check the address."),
    "oai-error": _("The service refuses the request: %(error)s %(detail)s"),
    "no-marc-format": _("The service has no MARC records, only: %(formats)s"),
    "not-marc": _("The record %(identifier)s is no MARC record. Choose another format."),
    "no-records": _("The service has no records. Check the set."),
    "token-expired": _("The service lost its place %(times)s times. Try again at a quieter hour."),
    "round": _("The service sends the same page again and again. Tell its keeper."),
    "too-many-pages": _("The service's list does not end. Tell its keeper."),
    "not-json": _("The answer of %(host)s is not what was asked for (%(detail)s)."),
    "not-odata": _("%(host)s does not give the list that was asked for: %(detail)s"),
    "odd-field": _("A field has another kind of content than it should: %(name)s = %(value)s"),
    "private": _("%(name)s may be about people, so it is not read."),
    "other-host": _("%(host)s sends us on to %(other)s, which is not safe to follow."),
    "folder-missing": _("The folder %(folder)s is not there."),
    "folder-closed": _("Kimppa may not read the folder %(folder)s."),
    "file-changed": _("%(name)s is still being written. It is taken when it is whole."),
    "file-gone": _("%(name)s is no longer in the folder."),
    "file-odd": _("%(name)s is no ordinary file, so it is not taken."),
    "checksum": _("%(name)s does not match its checksum. Send it anew."),
    "secret-missing": _(
        "There is no secret called %(name)s. Whoever runs Kimppa sets "
        "KIMPPA_SOURCE_SECRET_%(name)s."
    ),
    "secret-name": _("“%(name)s” is no name of a secret: use letters A–Z, digits and underlines."),
}

NOTHING_NEW: Final = _(
    "The records are the same as in an earlier export, so no new export was made."
)


def refusal(error: FetchError) -> str:
    """Why, and what to do, in the active language."""
    words = WORDS.get(error.code)
    if words is None:
        return gettext("It could not be fetched: %(error)s") % {"error": error}
    return str(words) % error.params
