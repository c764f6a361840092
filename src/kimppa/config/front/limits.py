"""How much may be sent, asked before anything reads it."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_PIECE = 64 * 1024
# A browser shows the answer only when what it sends is read; who sends far too much is cut off.
_READ_ANYWAY = 4
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Connection", "close"),
]
_PAGE = """<!doctype html>
<html lang="fi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{fi[0]} – Kimppa</title></head>
<body><main>
<h1>{fi[0]}</h1><p>{fi[1]}</p>
<section lang="sv"><h2>{sv[0]}</h2><p>{sv[1]}</p></section>
<section lang="en"><h2>{en[0]}</h2><p>{en[1]}</p></section>
</main></body>
</html>
"""
_TOO_LARGE = {
    "fi": (
        "Lähetys on liian suuri",
        (
            "Kerralla voi lähettää enintään {limit} Mt. Mitään ei tallennettu. Palaa takaisin ja "
            "lähetä pienempi tiedosto tai jaa se osiin."
        ),
    ),
    "sv": (
        "Det du skickade är för stort",
        (
            "Högst {limit} MB kan skickas på en gång. Inget sparades. Gå tillbaka och skicka en "
            "mindre fil eller dela den."
        ),
    ),
    "en": (
        "What you sent is too large",
        (
            "At most {limit} MB can be sent at once. Nothing was saved. Go back and send a smaller "
            "file, or split it."
        ),
    ),
}
_NO_LENGTH = {
    "fi": (
        "Lähetyksen koko puuttuu",
        "Ohjelma ei kertonut, kuinka paljon se lähettää (Content-Length). Mitään ei tallennettu.",
    ),
    "sv": (
        "Storleken saknas",
        "Programmet berättade inte hur mycket det skickar (Content-Length). Inget sparades.",
    ),
    "en": (
        "The length is missing",
        "The program did not say how much it sends (Content-Length). Nothing was saved.",
    ),
}


class Limits:
    """A WSGI application that refuses too large a body before the inner one reads a byte of it."""

    def __init__(self, inner: WSGIApplication, *, megabytes: int) -> None:
        self._inner = inner
        self._megabytes = megabytes

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """413 for too much, 411 when the length is not told, 400 when it is no number."""
        told = environ.get("CONTENT_LENGTH", "")
        if not told:
            if environ.get("HTTP_TRANSFER_ENCODING"):
                return self._refuse(start, "411 Length Required", _NO_LENGTH)
            return self._inner(environ, start)
        if not (told.isascii() and told.isdigit()):
            return self._refuse(start, "400 Bad Request", _NO_LENGTH)
        limit = self._megabytes * 1024 * 1024
        if int(told) > limit:
            _read_away(environ, min(int(told), _READ_ANYWAY * limit))
            return self._refuse(start, "413 Content Too Large", _TOO_LARGE)
        return self._inner(environ, start)

    def _refuse(
        self, start: StartResponse, status: str, words: dict[str, tuple[str, str]]
    ) -> list[bytes]:
        page = _PAGE.format(**words).replace("{limit}", str(self._megabytes)).encode()
        start(status, [*_HEADERS, ("Content-Length", str(len(page)))])
        return [page]


def _read_away(environ: WSGIEnvironment, size: int) -> None:
    """Read and forget."""
    source = environ["wsgi.input"]
    while size > 0:
        piece = source.read(min(_PIECE, size))
        if not piece:
            return
        size -= len(piece)
