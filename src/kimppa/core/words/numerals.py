"""Whole numbers as words below ten, in the form that the sentence wants. Pure.

Finnish forms are cases, Swedish ones the genders `en` and `ett`; English has one form.
"""

from kimppa.documents import numbers

WORDS_BELOW = 10

_FINNISH = {
    "nominative": "yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
    "genitive": "yhden kahden kolmen neljän viiden kuuden seitsemän kahdeksan yhdeksän",
    "partitive": "yhtä kahta kolmea neljää viittä kuutta seitsemää kahdeksaa yhdeksää",
    "inessive": (
        "yhdessä kahdessa kolmessa neljässä viidessä kuudessa seitsemässä kahdeksassa yhdeksässä"
    ),
    "elative": (
        "yhdestä kahdesta kolmesta neljästä viidestä kuudesta seitsemästä kahdeksasta yhdeksästä"
    ),
    "illative": ("yhteen kahteen kolmeen neljään viiteen kuuteen seitsemään kahdeksaan yhdeksään"),
    "adessive": (
        "yhdellä kahdella kolmella neljällä viidellä kuudella seitsemällä kahdeksalla yhdeksällä"
    ),
    "ablative": (
        "yhdeltä kahdelta kolmelta neljältä viideltä kuudelta seitsemältä kahdeksalta yhdeksältä"
    ),
    "allative": (
        "yhdelle kahdelle kolmelle neljälle viidelle kuudelle seitsemälle kahdeksalle yhdeksälle"
    ),
    "translative": (
        "yhdeksi kahdeksi kolmeksi neljäksi viideksi kuudeksi seitsemäksi kahdeksaksi yhdeksäksi"
    ),
}
_TEENS = {
    "sv": "tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo",
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
}
_SWEDISH = "två tre fyra fem sex sju åtta nio"
_ENGLISH = "one two three four five six seven eight nine"
FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "fi": {case: tuple(words.split()) for case, words in _FINNISH.items()},
    "sv": {first: (first, *_SWEDISH.split()) for first in ("en", "ett")},
    "en": {"plain": tuple(_ENGLISH.split())},
}


def teen(number: int, language: str) -> str:
    """The word for a number from ten to twenty in Swedish or English; "" of others."""
    words = _TEENS.get(language, "").split()
    return words[number - 10] if 0 <= number - 10 < len(words) else ""


def in_words(number: int, language: str, form: str = "") -> str:
    """ "kuudesta", "ett", "six"; from ten on, and of zero and less, in digits.

    Without a form the language's first. Raises KeyError for a form that the language lacks.
    """
    forms = FORMS[language]
    words = forms[form] if form else next(iter(forms.values()))
    if 0 < number < WORDS_BELOW:
        return words[number - 1]
    return numbers.decimal(number, language, 0)
