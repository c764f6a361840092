"""“Rättade språkkoderna” as “i mars rättades språkkoderna”: Swedish lines without a subject. Pure.

With the month first the verb alone changes, so no word has to be guessed. Only known verbs that
take an object, without a particle behind them.
"""

import re

from kimppa.core.words.swedish import BEFORE_SUBJECT, FIRST_VERBS, PASSIVES

_LINE = re.compile(r"(?P<verb>[^\W\d_]{3,30}) (?P<next>[\w\"'”]{1,60})(?P<more>[^.;:]{0,400})\.?")
_PARTICLES = re.compile(
    r"upp|ihop|in|ut|till|av|om|fram|med|på|vidare|bort|ner|sig|oss", re.IGNORECASE
)
# Verbs whose particle or preposition stays with the passive: "beslutades om".
_WITH = {("beslutade", "om"), ("beslöt", "om"), ("informerade", "om"), ("diskuterade", "om")}
_AGREED = re.compile(r"kom överens (?P<rest>om .{2,300})", re.IGNORECASE)
_WE = re.compile(
    r"vi (?P<verb>fick|tog|höll|ordnade|bytte|köpte|besökte) (?P<rest>.{2,300})", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?:vi|jag|oss|mig|mitt|min|mina|vår|vårt|våra)\b", re.IGNORECASE)


def passive(line: str) -> str:
    """The line from its verb on in the passive, to stand behind a time; "" where it does not begin
    so or more than the verb would change.
    """
    if agreed := _AGREED.fullmatch(line.strip().rstrip(".")):
        return f"kom man överens {agreed['rest']}"
    match = _LINE.fullmatch(line.strip())
    if match and match["next"] == "biblioteken":  # of `with_libraries`
        return ""
    verb = PASSIVES.get(match["verb"].casefold(), "") if match else ""
    if not match or not verb or _PERSON.search(line):
        return ""
    is_kept = (match["verb"].casefold(), match["next"]) in _WITH
    if _PARTICLES.fullmatch(match["next"]) and not is_kept:
        return ""
    return f"{verb} {match['next']}{match['more']}".rstrip()


def begins_with_verb(line: str) -> bool:
    """Whether a line begins with the verb of `passive`, `with_libraries` or what came newly."""
    first, _gap, rest = line.casefold().partition(" ")
    if first in BEFORE_SUBJECT:
        return rest.startswith("biblioteken ")
    return first in FIRST_VERBS


def with_libraries(line: str) -> str:
    """“Vi fick bidrag” as “fick biblioteken bidrag”, to stand behind a time; else the line."""
    match = _WE.fullmatch(line.strip().rstrip("."))
    if not match or _PERSON.search(match["rest"]):
        return line
    return f"{match['verb'].lower()} biblioteken {match['rest']}"
