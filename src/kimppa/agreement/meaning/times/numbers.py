"""Numbers that agreements write in words: months of notice, years in force, days to answer."""

_FINNISH = (
    ("yksi", "yhden", "yhdessä", "yhtenä"),
    ("kaksi", "kahden", "kahdessa", "kahtena"),
    ("kolme", "kolmen", "kolmessa", "kolmena"),
    ("neljä", "neljän", "neljässä", "neljänä"),
    ("viisi", "viiden", "viidessä", "viitenä"),
    ("kuusi", "kuuden", "kuudessa", "kuutena"),
    ("seitsemän", "seitsemän", "seitsemässä", "seitsemänä"),
    ("kahdeksan", "kahdeksan", "kahdeksassa", "kahdeksana"),
    ("yhdeksän", "yhdeksän", "yhdeksässä", "yhdeksänä"),
)
_TENS = ("kymmenen", "kymmenen", "kymmenessä", "kymmenenä")
_AFTER_A_TEN = ("kymmentä", "kymmenen", "kymmenessä", "kymmenenä")
_OTHERS = {
    1: "en ett one",
    2: "två two par pari parin parissa paria",
    3: "tre three",
    4: "fyra four",
    5: "fem five",
    6: "sex six",
    7: "sju seven",
    8: "åtta eight",
    9: "nio nine",
    10: "tio ten",
    11: "elva eleven",
    12: "tolv twelve",
    13: "tretton",
    14: "fjorton fourteen",
    15: "femton fifteen",
    18: "arton",
    20: "tjugo twenty",
    21: "tjugoen tjugoett",
    24: "tjugofyra",
    30: "trettio thirty",
    60: "sextio sixty",
    90: "nittio ninety",
}
COUPLE = frozenset({"par", "pari", "parin", "parissa", "paria"})
"""Words for two or about two."""


def _finnish() -> dict[str, int]:
    """One to ninety-nine in the cases that times are said in."""
    numbers = dict.fromkeys(_TENS, 10)
    for unit, forms in enumerate(_FINNISH, start=1):
        numbers |= dict.fromkeys(forms, unit)
        numbers |= dict.fromkeys((f"{form}toista" for form in forms), 10 + unit)
        if unit == 1:
            continue
        for form, ten in zip(forms, _AFTER_A_TEN, strict=True):
            numbers[form + ten] = 10 * unit
    for form, ten in zip(_FINNISH[1], _AFTER_A_TEN, strict=True):
        for unit, forms in enumerate(_FINNISH, start=1):
            numbers |= dict.fromkeys((f"{form}{ten}{word}" for word in forms), 20 + unit)
    return numbers


NUMBERS = _finnish() | {word: number for number, words in _OTHERS.items() for word in words.split()}
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
"""A number in figures or in words, as a part of a pattern."""


def number_of(text: str) -> int:
    """What a text that `NUMBER` matches means."""
    return NUMBERS.get(text) or int(text)
