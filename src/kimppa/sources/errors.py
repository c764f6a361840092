"""The error of a failed fetch: a code for programs to translate, and plain English."""

from typing import Final

from kimppa.sources.http import OutboundError

# The parameters of each code stand in braces.
MESSAGES: Final = {
    "stopped": "the fetch was stopped; it goes on where it was when it is started again",
    "bad-address": "{address} is no address that can be asked: {detail}",
    "unreachable": "{host} does not answer: {detail}",
    "slow": "{host} is too slow: {detail}",
    "endless": "{host} sends too much: {detail}",
    "busy": "{host} asks to come again in {after} seconds",
    "refused": "{host} wants another name or password, or does not let us in (HTTP {status})",
    "missing": "{host} has nothing at this address (HTTP {status})",
    "status": "{host} answers with the error HTTP {status}",
    "password-in-clear": "a password is sent only over https; {host} is asked over http",
    "too-large": "what comes is larger than {limit} MB",
    "broken-xml": "the answer of {host} is no whole XML: {detail}",
    "xml-declarations": "the answer of {host} declares entities or a document type",
    "not-oai": "what answers at {host} is no OAI-PMH service",
    "oai-error": "the OAI-PMH service refuses the request: {error} {detail}",
    "no-marc-format": "the OAI-PMH service offers no MARC records, only: {formats}",
    "not-marc": "a record is no MARC record: {identifier}",
    "no-records": "the OAI-PMH service has no records that match",
    "token-expired": "the OAI-PMH service forgot where we were, {times} times over",
    "round": "the service sends the same page again and again",
    "too-many-pages": "a list does not end after {limit} pages",
    "odd-field": "the field {name} is not what it should be: {value}",
    "private": "{name} may be about people, so it is not read",
    "not-json": "the answer of {host} is not the JSON that was asked for: {detail}",
    "not-odata": "the answer of {host} is no OData list: {detail}",
    "not-matomo": "what answers at {host} is no Matomo: {detail}",
    "not-linkedevents": "what answers at {host} is no Linked Events: {detail}",
    "not-directory": "what answers at {host} is no Kirjastohakemisto: {detail}",
    "no-consortium": "the Kirjastohakemisto of {host} knows no consortium {name}",
    "matomo-error": "the Matomo of {host} refuses the request: {detail}",
    "other-host": "{host} sends us on to {other}, where it is not safe to follow",
    "folder-missing": "the folder {folder} is not there",
    "folder-closed": "the folder {folder} may not be read by Kimppa",
    "folder-unmarkable": "the letters of the folder {folder} may not be moved by Kimppa",
    "file-changed": "{name} changed while it was read; it is taken when it is whole",
    "file-gone": "{name} is no longer in the folder",
    "file-odd": "{name} is no ordinary file, so it is not taken",
    "checksum": "{name} is not what its checksum file says; send it anew",
    "token-ended": "{host} does not take the refresh token any more: {detail}",
    "token-client": "{host} does not take the client or its secret: {detail}",
    "token-odd": "{host} gives no access token: {detail}",
    "token-unreachable": "{host}, which gives access tokens, does not answer: {detail}",
    "token-kept": "the new refresh token of {name} cannot be kept: {detail}",
    "secret-missing": "no secret is found by the name {name}",
    "secret-name": "{name} is no name of a secret: use letters A-Z, digits and underscores",
}


class FetchError(OutboundError):
    """Something could not be fetched. `code` is a key of MESSAGES, `params` fills its braces.

    `passing`: it may go well when tried again. `after`: whole seconds the other side asks for.
    """

    def __init__(
        self, code: str, *, passing: bool = False, after: int = 0, **params: str | int
    ) -> None:
        self.code = code
        self.params = {name: printable(str(value)) for name, value in params.items()}
        if after:
            self.params["after"] = str(after)
        self.passing = passing
        self.after = after
        super().__init__(MESSAGES[code].format_map(self.params))


def printable(text: str, longest: int = 200) -> str:
    """Text from outside as it may be shown: on one line, without control or direction marks."""
    visible = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return visible if len(visible) <= longest else visible[: longest - 1] + "…"
