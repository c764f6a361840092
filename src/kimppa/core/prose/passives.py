"""“Removed old cards” as “Old cards were removed”: English lines without a subject, and Swedish
headings with a participle. Pure.

Only known verbs, so that no word is bent by guess.
"""

import re

from kimppa.core.words.swedish import PASSIVES
from kimppa.core.words.verbs import COMMON

_REGULAR = (
    "updated corrected removed added checked reviewed tested installed catalogued upgraded counted"
    " arranged organised organized ordered opened closed renewed published translated collected"
    " compiled answered handled planned prepared trained guided moved merged replaced repaired"
    " cleaned listed presented delivered introduced edited completed created changed"
)
_IRREGULAR = "wrote>written made>made held>held sent>sent bought>bought chose>chosen gave>given"
_PARTICIPLES = {verb: verb for verb in _REGULAR.split()}
_PARTICIPLES |= dict(pair.split(">") for pair in _IRREGULAR.split())
ENGLISH_VERBS = frozenset(_PARTICIPLES)
_LINE = re.compile(r"(?P<verb>[A-Za-z]{3,20}) (?P<object>[^,;:.]{2,300})(?P<more>[,;:.].{0,300})?")
_PREPOSITION = re.compile(
    r" (?:in|on|at|for|to|with|from|by|during|after|before|between|about|into|through|under|over"
    r"|until|as|so|because|that|when)\b"
)
_NO_OBJECT = re.compile(
    r"(?:up|out|off|on|in|at|for|to|with|from|by|and|or|us|me|our|my|we|it)\b", re.IGNORECASE
)
_SINGULAR = re.compile(r".*(?:ss|us|is|news)")
_RESULT = re.compile(
    r", (?P<what>(?:\d+|[a-z]+) [a-z]+s) (?P<verb>found|corrected|removed|added|left|made)\.?"
)
_COMPLETED = ENGLISH_VERBS.difference(["changed", "moved", "opened", "closed", "trained"]) | {
    "audited", "extended", "unified", "adopted", "approved", "digitised", "digitized", "tendered",
    "launched", "found", "written", "held", "sent", "bought", "chosen", "given", "agreed",
}  # fmt: skip
_COMPLETED -= {"wrote", "made", "chose", "gave"}
_AUXILIARIES = frozenset((
    "was", "were", "has", "have", "had", "been", "be", "is", "are", "being", "to", "and", "or",
    "not",
))  # fmt: skip
_MARK = re.compile(r"([,;] (?:and )?)")
_CLAUSE = re.compile(
    r"(?P<what>(?:[\w'’-]+ ){1,8}?)"
    rf"(?P<done>{'|'.join(sorted(_COMPLETED))})"
    r"(?P<rest>(?: (?:in|on|at|for|to|with|from|by|during|as|until|overnight)\b.*)?\.?)"
)
# "Tillgängligheten granskad": of "granskades" the participles "granskad", "granskat", "granskade".
_SWEDISH = {
    f"{verb.removesuffix('ades')}{ending}": verb
    for verb in PASSIVES.values()
    if verb.endswith("ades")
    for ending in ("ad", "at", "ade")
}
_STRONG = (
    "sammanställd sammanställt sammanställda>sammanställdes"
    " utredd utrett utredda>utreddes införd infört införda>infördes bedömd bedömt"
    " bedömda>bedömdes köpt köpta>köptes beställd beställt beställda>beställdes"
    " översatt översatta>översattes förnyad förnyat förnyade>förnyades hållen hållet hållna>hölls"
    " skriven skrivet skrivna>skrevs bytt bytta>byttes vald valt valda>valdes"
    " stängd stängt stängda>stängdes utbildad utbildade>utbildades gjord gjort gjorda>gjordes"
)
_forms: list[str] = []
for _word in _STRONG.split():
    _form, _, _passive = _word.partition(">")
    _forms.append(_form)
    if _passive:
        _SWEDISH |= dict.fromkeys(_forms, _passive)
        _forms = []
_BE_SWEDISH = re.compile(r"\b(?:är|var|blev|har|hade|blir|varit|blivit) (?:\w+ )?$")
_NO_OBJECT_BEHIND = re.compile(r"\s*(?:$|(?:i|på|till|för|av|från|med|vid|under|om|mot|åt|hos)\b)")


def english_passive(line: str) -> str:
    """The line with its object as the subject; "" where it does not begin with a known verb or
    has another, or where more than these would change.
    """
    match = _LINE.fullmatch(line.strip())
    participle = _PARTICIPLES.get(match["verb"].casefold(), "") if match else ""
    if not match or not participle or _NO_OBJECT.match(match["object"]):
        return ""
    words = set(match["object"].casefold().split())
    ending = match["more"] or ""
    if words & COMMON["en"] or (ending.strip(" .") and not _RESULT.fullmatch(ending)):
        return ""
    preposition = _PREPOSITION.search(match["object"])
    noun, noun_tail = match["object"], ""
    if preposition:
        noun, noun_tail = noun[: preposition.start()], noun[preposition.start() :]
    outcome = _RESULT.fullmatch(ending)
    outcome_text = f"; {outcome['what']} were {outcome['verb']}" if outcome else ""
    be = "were" if _is_plural(noun) else "was"
    return f"{noun[:1].upper()}{noun[1:]} {be} {participle}{noun_tail.rstrip('. ')}{outcome_text}"


def with_be(text: str) -> str:
    """English clauses that leave out "was" with it: "pages audited, 16 faults found"."""
    return "".join(
        _completed(match) if not index % 2 and (match := _CLAUSE.fullmatch(part)) else part
        for index, part in enumerate(_MARK.split(text))
    )


def _completed(match: re.Match[str]) -> str:
    words = match["what"].casefold().split()
    if match["done"] not in _COMPLETED or set(words) & COMMON["en"] or words[-1] in _AUXILIARIES:
        return match[0]
    preposition = _PREPOSITION.search(match["what"])
    head = match["what"][: preposition.start()] if preposition else match["what"].rstrip()
    is_many = _is_plural(head) or (words[0].isdecimal() and words[0] != "1")
    return f"{match['what']}{'were' if is_many else 'was'} {match['done']}{match['rest']}"


def _is_plural(noun: str) -> bool:
    head = noun.casefold().split(" of ")[0]
    return " and " in head or (head.endswith("s") and not _SINGULAR.fullmatch(head))


def swedish_passive(heading: str, *, is_open: bool = False) -> str:
    """A Swedish heading with its one known participle as a verb; "" without one.

    `is_open` when it may have a verb already: "fakturor skickade till" has none, for what was sent
    stands before it, but "föreningen skickade böcker" has.
    """
    words = list(re.finditer(r"[^\W\d_]+", heading))
    participles = [word for word in words[1:] if word[0] in _SWEDISH]
    if len(participles) != 1:
        return ""
    participle = participles[0]
    if _BE_SWEDISH.search(heading, 0, participle.start()):
        return ""
    if is_open and not _NO_OBJECT_BEHIND.match(heading, participle.end()):
        return ""
    return heading[: participle.start()] + _SWEDISH[participle[0]] + heading[participle.end() :]
