"""Numbers that a line tells of the work: “12 e-kirjaa”, “1 204 tietuetta”. Pure.

A number counts what the next word names. Dates, years, clock times, sections and versions are no
figures.
"""

import re
from decimal import Decimal

from kimppa.core.words.amounts import without_amount

_NUMBER = re.compile(
    r"(?<![\w.,:/§–-])(\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}|\d{1,9})(?:,(\d{1,2}))?"
    r"[ \u00a0]((?:[^\W\d_]|[-'’:]){1,60})(?:[ \u00a0]((?:[^\W\d_]|[-'’]){1,60}))?"
)
_BEFORE = re.compile(
    r"(?:\b(?:klo|kl|kello|vuonna|vuoden|vuodelta|vuodelle|vuotta|år|året|year|in|nro|nr|no|versio"
    r"|version|v|kohta|kohdan|rivi|kokous|möte|mötet|meeting|osa|del|part"
    r"|kvartal|kvartalet|quarter|vecka|viikko|week|åk|klass|grade)\.?|§)\s*$"
)
# A cap, an aim or what is lacking is no work: "kuukausikatto 120 katselua", "tavoite 500".
_NOT_DONE = re.compile(
    r"(?:\b\w{0,20}(?:katto|kattoa|katoksi|raja|rajaa|enimmäismäärä|tavoite|tavoitetta)"
    r"|\b(?:enintään|korkeintaan|vähintään|puuttuu|puuttui|puuttuvat|puuttuivat|\w{0,20}taket|\w{0,20}gränsen"
    r"|högst|minst|målet|saknas|saknades|cap|limit|at most|at least|aim|lacking|missing))\s*$"
)
_EACH = re.compile(r"\s(?:\w{1,30} )?(?:\w{1,30} kohti|kohden|per|each)\b")
_NOT_COUNTED = re.compile(
    r"(?:(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu\w*|januari|february"
    r"|januar[iy]|februari|mars|march|april|maj|may|juni|june|juli|july|augusti|august|september"
    r"|oktober|october|november|december|ja|tai|och|eller|and|or|vielä|jo|ännu|redan|still|klo|i|på|in|at|on|asti|mennessä|den|det|de|av|om|för|från|med|till|of|to|from|for|the|per)"
)
_DESCRIBES = re.compile(
    r"(?:uut|vanh|yhtei|poistet|korja|kadon|er)\w*(?:a|ä|i)|ny[ta]|new|old|gamla"
)
# "340 väärää kielikoodia": of two partitives the first describes; places and times have other ends.
_PARTITIVE = re.compile(r"\w{3,60}(?<!ss)(?<!st)(?<!ll)(?<!lt)(?<!n)[aä]")
_NOUNS = re.compile(
    r"päiv|viikko|tunti|minuut|kuukau|vuot|osallistuj|kävij|henkilö|hlö|oppila|lasta"
)


def said_figures(line: str) -> dict[str, Decimal]:
    """The figures of a line by what they count, in its own words; the first of the same."""
    figures: dict[str, Decimal] = {}
    for match in _NUMBER.finditer(line):
        digits, decimals, word, next_word = match.groups()
        number = re.sub(r"\D", "", digits)
        head, tail = (line[: match.start()].casefold(), line[match.end(3) :].casefold())
        if _BEFORE.search(head) or _NOT_COUNTED.fullmatch(word.casefold()):
            continue
        if _NOT_DONE.search(head) or _EACH.match(tail):
            continue
        if len(digits) == 4 and 1900 <= int(number) <= 2100:
            continue
        describes = next_word and _describes(word.casefold(), next_word.casefold())
        label = f"{word} {next_word}" if describes else word
        figures.setdefault(label[:100], Decimal(f"{number}.{decimals or 0}"))
    _text, amount = without_amount(line, "fi")  # "osallistujia 71"
    # "(7 hlöä)" is read by both, as "hlöä" and as "henkilöä": one figure, not two.
    if amount is not None and amount.label and Decimal(amount.number) not in figures.values():
        figures.setdefault(amount.label, Decimal(amount.number))
    return figures


def _describes(word: str, next_word: str) -> bool:
    """Whether a word behind a number tells of what kind the next one is."""
    if _DESCRIBES.fullmatch(word):
        return True
    is_partitive = word.endswith(("a", "ä")) and _PARTITIVE.fullmatch(next_word)
    return bool(is_partitive) and not _NOUNS.match(word)
