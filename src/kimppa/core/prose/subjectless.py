"""“Rättade språkkoderna” as “i mars rättades språkkoderna”: Swedish lines without a subject. Pure.

With the month first the verb alone changes, so no word has to be guessed. Only known verbs that
take an object, without a particle behind them.
"""

import re

from kimppa.core.words.swedish import (
    BEFORE_SUBJECT,
    FIRST_VERBS,
    ONLY_WITH_PARTICLE,
    PARTICLES,
    PASSIVES,
)
from kimppa.core.words.verbs import SWEDISH_CLAUSE, finite_verb
from kimppa.documents.numbers import MONTHS

_LINE = re.compile(
    r"(?P<verb>[^\W\d_]{3,30}) (?P<next>[\w\"'”]{1,60})(?P<more>(?:[^.;:]|[.:](?=\w)){0,400})\.?"
)
_PARTICLES = re.compile(
    r"upp|ihop|in|ut|till|av|om|fram|med|på|vidare|bort|ner|sig|oss", re.IGNORECASE
)
# Verbs whose particle or preposition stays with the passive: "beslutades om".
_WITH = {("beslutade", "om"), ("beslöt", "om"), ("informerade", "om"), ("diskuterade", "om")}
_AGREED = re.compile(r"kom överens (?P<rest>om .{2,300})", re.IGNORECASE)
_WE = re.compile(
    r"vi (?P<verb>fick|tog|höll|ordnade|bytte|köpte|besökte) (?P<rest>.{2,300})", re.IGNORECASE
)
_MARK = re.compile(r"[:;] ")
_ALSO = re.compile(
    r" och (?P<verb>\w{3,30}(?:ade|dde|kte|lde|tte|te)|skrev|bytte|höll)(?P<next> .*|$)"
)
_NO_OBJECT = re.compile(rf" (?:den|det|dem|de här|dessa|sig|{'|'.join(PARTICLES)})\b|$")
_MONTH = f"(?:{'|'.join(MONTHS['sv'])})"
_WHEN = re.compile(
    rf"(?:^| )(?P<when>den (?:\d{{1,2}}(?: {_MONTH})?(?:–|, | och ))*\d{{1,2}} {_MONTH}(?: 20\d\d)?"
    rf"|i (?:{_MONTH}(?:, | och ))*{_MONTH}(?: 20\d\d)?"
    r"|under (?:årets lopp|året|våren|hösten|sommaren|vintern))(?=[ ,]|$)"
)
_MONTH_NAMED = re.compile(rf"\b{_MONTH}\b")
# "senast den 3 maj", "från den 3 maj": from when or until when, not when.
_BOUND = frozenset((
    "från", "till", "före", "efter", "sedan", "senast", "per", "av", "om", "och", "mellan", "med",
    "för",
))  # fmt: skip
_PERSON = re.compile(r"\b(?:vi|jag|oss|mig|mitt|min|mina|vår|vårt|våra)\b", re.IGNORECASE)


def passive(line: str) -> str:
    """The line from its verb on in the passive, to stand behind a time; with what was done first
    where the verb has a particle ("användningen följdes upp"); "" where it does not begin so or
    more would change.
    """
    if agreement := _AGREED.fullmatch(line.strip().rstrip(".")):
        return f"kom man överens {agreement['rest']}"
    head, mark, text_behind = _clause_and_tail(line.strip())
    match = _LINE.fullmatch(head)
    if match is None or match["next"] == "biblioteken":  # of `with_libraries`
        return ""
    first_word, next_word = match["verb"].casefold(), match["next"]
    verb = PASSIVES.get(first_word, "")
    if not verb or _PERSON.search(line):
        return ""
    if next_word in PARTICLES:
        sentence = _with_particle(verb, next_word, match["more"].strip())
        return sentence and f"{sentence}{mark}{text_behind}".rstrip()
    if _MONTH_NAMED.search(head) and not lifted(head)[0]:
        return ""  # "senast den 3 maj" names no time that could stand first
    is_kept = (first_word, next_word) in _WITH
    if first_word in ONLY_WITH_PARTICLE or (_PARTICLES.fullmatch(next_word) and not is_kept):
        return ""
    object_text = _also_passive(f"{next_word}{match['more']}")
    return object_text and f"{verb} {object_text}{mark}{text_behind}".rstrip()


def _clause_and_tail(line: str) -> tuple[str, str, str]:
    """The line's first main clause, and what stands behind its colon or semicolon."""
    mark = _MARK.search(line)
    return (line[: mark.start()], mark[0], line[mark.end() :]) if mark else (line, "", "")


def _with_particle(verb: str, particle: str, text: str) -> str:
    """ "Användningen av e-böcker följdes upp den 8 juli"; "" where it is not sure how far what was
    done reaches.
    """
    time, subject = lifted(text)
    if not subject or ", " in subject or _ALSO.search(subject) or SWEDISH_CLAUSE.search(subject):
        return ""
    return f"{subject} {verb} {particle} {time}".rstrip()


def _also_passive(text: str) -> str:
    """What stands behind the verb, with a second such verb in the passive too; "" where another
    stands there by itself, or its object is a pronoun.
    """
    if second_verb := _ALSO.search(text):
        verb = PASSIVES.get(second_verb["verb"], "")
        is_object = not _NO_OBJECT.match(second_verb["next"])
        return (
            f"{text[: second_verb.start()]} och {verb}{second_verb['next']}"
            if verb and is_object
            else ""
        )
    end = SWEDISH_CLAUSE.search(text)
    clause = text[: end.start() if end else len(text)].partition(", ")[0]
    return "" if finite_verb(f"x {clause}", "sv") else text


def lifted(clause: str) -> tuple[str, str]:
    """When a Swedish clause says that it was, and the clause without that; "" and the clause where
    it does not, or says only since or until when.
    """
    for match in _WHEN.finditer(clause):
        word_before = clause[: match.start()].rpartition(" ")[2].casefold()
        if word_before not in _BOUND:
            return match["when"], f"{clause[: match.start()]}{clause[match.end() :]}".strip()
    return "", clause


def lacks_subject(clause: str) -> bool:
    """Whether a Swedish clause begins with a verb of `passive` that is still active in it: “skrev
    handboken och delade ut den”, but “planerade utbildningar hölls”.
    """
    if begins_with_verb(clause):
        return False
    first_word, _gap, other_words = clause.partition(" ")
    verb = finite_verb(f"x {other_words}", "sv")
    return first_word.casefold() in PASSIVES and not (verb and verb[0].endswith("s"))


def begins_with_verb(line: str) -> bool:
    """Whether a line begins with the verb of `passive`, `with_libraries` or what came newly."""
    first_word, _gap, other_words = line.casefold().partition(" ")
    if first_word in BEFORE_SUBJECT:
        return other_words.startswith("biblioteken ")
    return first_word in FIRST_VERBS


def with_libraries(line: str) -> str:
    """“Vi fick bidrag” as “fick biblioteken bidrag”, to stand behind a time; else the line."""
    match = _WE.fullmatch(line.strip().rstrip("."))
    if not match or _PERSON.search(match["rest"]):
        return line
    return f"{match['verb'].lower()} biblioteken {match['rest']}"
