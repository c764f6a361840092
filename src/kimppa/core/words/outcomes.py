"""Whether a line tells what came of the work, or only that papers were handled. Pure."""

import re

_HANDLING = re.compile(
    r"\b(?:koot|toimitet|lähetet|kirjat|käsitel|päivitet|lasket|tilastoi|raportoi|selvitet"
    r"|kartoitet|keskustel|valmistel|suunnitel|esitel|tarkistet|läpikäy|ilmoitet|sovit)t(?:iin|[uy])\b"
    r"|\b(?:sammanställ(?:des|ts|d|t|da)|skicka(?:des|ts|d|t)|diskuterades|behandlades|uppdaterades"
    r"|registrerades|räknades|planerades|rapporterades)\b"
    r"|\b(?:was|were) (?:compiled|sent|discussed|handled|updated|listed|counted|planned|prepared"
    r"|reported|checked)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"(?<![\d/.])(?!(?:19|20)\d\d\b)\d+(?![\d/])|\b(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|två|tre|fyra|fem|sex|sju"
    r"|åtta|nio|two|three|four|five|six|seven|eight|nine)\b|, (?:ja|joten|jolloin|että|jotta|så|och"
    r"|att|so|and|that)\b|: ",
    re.IGNORECASE,
)
_FINISHED = re.compile(
    r"\b(?:valmistui\w*|avattiin|otettiin käyttöön|uusittiin|korjattiin|vaihdettiin|koulutettiin"
    r"|aloitti|alkoi|laajeni\w*|yhdistettiin|asennettiin|hankittiin|poistettiin|muutettiin"
    r"|päätettiin|hyväksyttiin|myönsi|öppnades|togs i bruk|förnyades|åtgärdades|byttes|köptes"
    r"|beviljade\w*|was opened|were opened|was renewed|were renewed|was completed)\b",
    re.IGNORECASE,
)


def is_handling(text: str) -> bool:
    """Whether a text tells of gathering, sending or agreeing and of nothing that came of it."""
    return bool(_HANDLING.search(text)) and not _RESULT.search(text)


def is_finished(text: str) -> bool:
    """Whether a text tells of something that was brought to its end or into use."""
    return bool(_FINISHED.search(text))
