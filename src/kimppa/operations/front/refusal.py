"""What is refused before Django is asked, said in every language on a page without style."""

from wsgiref.types import StartResponse

type Words = dict[str, tuple[str, str]]

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
TOO_LARGE: Words = {
    "fi": (
        "Lähetys on liian suuri",
        (
            "Kerralla voi lähettää enintään {limit} Mt. Mitään ei tallennettu. Palaa takaisin ja "
            "lähetä pienempi tiedosto: pakkaa se (zip tai gz) tai jaa se osiin."
        ),
    ),
    "sv": (
        "Det du skickade är för stort",
        (
            "Högst {limit} MB kan skickas på en gång. Inget sparades. Gå tillbaka och skicka en "
            "mindre fil: packa den (zip eller gz) eller dela den."
        ),
    ),
    "en": (
        "What you sent is too large",
        (
            "At most {limit} MB can be sent at once. Nothing was saved. Go back and send a smaller "
            "file: pack it (zip or gz) or split it."
        ),
    ),
}
NO_LENGTH: Words = {
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
CHARSET: Words = {
    "fi": (
        "Lähetyksen merkistö ei kelpaa",
        (
            "Otsake Content-Type on virheellinen tai sen charset on muu kuin utf-8. Mitään ei "
            "tallennettu. Lähetä tiedot UTF-8-merkistössä."
        ),
    ),
    "sv": (
        "Teckenkodningen duger inte",
        (
            "Huvudet Content-Type är felaktigt eller har en annan charset än utf-8. Inget "
            "sparades. Skicka uppgifterna i UTF-8."
        ),
    ),
    "en": (
        "The character set is not one of ours",
        (
            "The header Content-Type is faulty, or its charset is not utf-8. Nothing was saved. "
            "Send the data in UTF-8."
        ),
    ),
}
BUSY: Words = {
    "fi": (
        "Palvelin odottaa muiden lähetyksiä",
        (
            "Monta hidasta lähetystä on kesken yhtä aikaa. Mitään ei tallennettu. Palaa takaisin "
            "ja yritä hetken kuluttua uudelleen."
        ),
    ),
    "sv": (
        "Servern väntar på andra sändningar",
        (
            "Många långsamma sändningar pågår samtidigt. Inget sparades. Gå tillbaka och försök "
            "igen om en stund."
        ),
    ),
    "en": (
        "The server is waiting for others",
        (
            "Many slow uploads are under way at once. Nothing was saved. Go back and try again in "
            "a moment."
        ),
    ),
}


def refuse(
    start: StartResponse, status: str, words: Words, *headers: tuple[str, str], limit: int = 0
) -> list[bytes]:
    """The page; `limit` is the number of megabytes that some words speak of."""
    page = _PAGE.format(**words).replace("{limit}", str(limit)).encode()
    start(status, [*_HEADERS, *headers, ("Content-Length", str(len(page)))])
    return [page]
