"""The commas, semicolons and dashes that people leave out of what they log. Pure."""

import re

from kimppa.core.words.nouns import SEVERAL, noun
from kimppa.core.words.verbs import finite_verb, is_finite

_RANGE = re.compile(r"(?<![\w./:–-])(\d{1,4})-(\d{1,4})(?![\w/:–-]|\.\d)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_BARE_THOUSANDS = re.compile(r"(?<= )(?!1[89]|20)(\d{1,3})(\d{3})(?= [a-zåäö]|$)")
# "hanke ei jatku koska …", but "ja koska", "vain koska", "niin että", "sekä … että".
_SUBORDINATE = re.compile(
    r"(?<![,;:–-])(?<!\bja)(?<!\btai)(?<!\bmutta)(?<!\bvain)(?<!\beikä) (?=(?:koska|jotta)\b)"
)
_BEFORE_THAT = re.compile(
    r"(?<![,;:–-])(?<!\bniin)(?<!\bsiten)(?<!\bpaitsi)(?<!\bilman) (?=että\b)"
)
_JOINING_WORDS = {
    "fi": r"(?:ja|eikä|mutta|vaan|tai|sekä|koska|kun|kuten|vaikka|ennen|niin|sillä|eli|siis|missä"
    r"|mikä"
    r"|mitä|mihin|mistä|milloin|minkä|miten|ett[aäe]\w{0,3}"
    r"|jo(?:ka|tka|nka|iden|ssa|sta|hon|lla|lta|lle|ista|issa|ihin|illa|ilta|ille|ta|ita|lloin|ten"
    r"|tta|s|na|ksi|iksi|ina))\b",
    "sv": (r"(?:och|men|som|när|där|vilke[tn]|vilka|eftersom|så|för|utan|eller|varav|dit|medan)\b"),
    "en": r"(?:and|but|which|who|when|where|because|so|or|while|of|as|then)\b",
}
_JOINING = {name: re.compile(words, re.IGNORECASE) for name, words in _JOINING_WORDS.items()}
_LISTED = re.compile(r" (?:ja|tai|sekä|och|samt|eller|and|or) ")
_COUNT = r"\d{1,3}(?:[ \u00a0]\d{3})*(?:,\d+)?"
_MEASURE = re.compile(
    rf"(?P<what>[^\W\d_]{{3,40}}) (?P<count>{_COUNT}) ?(?P<unit>€|euroa|%|prosenttia|h|tuntia"
    r"|min|minuuttia|pv|päivää|vk|viikkoa|kk|kuukautta|vuotta)"
)
_UNITS = {"h": "tuntia", "min": "minuuttia", "pv": "päivää", "vk": "viikkoa", "kk": "kuukautta"}
_TIMES = frozenset(["tuntia", "minuuttia", "päivää", "viikkoa", "kuukautta", "vuotta"])
_NUMERAL = rf"(?:{_COUNT}|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän)"
_AMOUNTS = re.compile(
    rf"{_NUMERAL} [^\W\d_]{{2,40}}[aä](?:, {_NUMERAL} [^\W\d_]{{2,40}}[aä])*"
    rf" ja {_NUMERAL} [^\W\d_]{{2,40}}[aä]"
)
_APPEARS = frozenset(
    ["löytyi", "tuli", "jäi", "kertyi", "saatiin", "ilmeni", "poistui", "puuttui", "valmistui"]
)
_VERB_COUNT = re.compile(
    rf"(?P<verb>[^\W\d_]{{3,20}}) (?P<count>{_NUMERAL}) (?P<label>[^\W\d_]{{2,40}})"
)
_AND_THEN = re.compile(r" (?:ja|sekä|eikä|och|samt|and) ")


def dashed(text: str) -> str:
    """The text with its ranges ("2026–2028", "klo 6–22") and thousands as they are printed."""
    text = _THOUSANDS.sub("\u00a0", text)
    text = _BARE_THOUSANDS.sub("\\1\u00a0\\2", text)
    return _RANGE.sub(lambda match: f"{match[1]}–{match[2]}", text)


def clauses_marked(text: str, language: str) -> str:
    """A sentence with a semicolon between two main clauses that nothing else joins ("reitti
    muuttui, auto ajaa nyt maanantaisin"), in Finnish also with commas before subordinate ones. What
    stands behind a comma without a verb gets one, or is left out.
    """
    if language == "fi":
        text = _SUBORDINATE.sub(", ", text)
        if not re.search(r"\bsekä\b", text, re.IGNORECASE):
            text = _BEFORE_THAT.sub(", ", text)
    first, comma, second = text.partition(", ")
    if not comma or _JOINING[language].match(second) or not finite_verb(first, language):
        return text
    if language == "fi" and (joined := _with_loose_end(first, second)):
        return joined
    # Up to the next comma: what follows there is of the second clause.
    clause = second.split(", ", maxsplit=1)[0]
    verb = finite_verb(clause, language)
    if verb is None and clause == second and not _LISTED.search(second):
        return first if language == "fi" else _with_loose_ending(first, second)
    is_clause = verb is not None and verb.start() > 0
    more = _AND_THEN.split(clause[verb.end() :])[1:] if verb else []
    if not is_clause or any(finite_verb(f"x {part}", language) for part in more):
        return text  # a list of verbs, or of clauses whose last is joined
    return f"{first}; {second}"


def _with_loose_end(first: str, second: str) -> str:
    """Two Finnish clauses of which the second begins with its verb, or has only a measure or
    amounts: "katko 2 h", "löytyi 11 puutetta", "neljä kirjailijaa ja 19 kirjastoa".
    """
    if measure := _MEASURE.fullmatch(second):
        unit = _UNITS.get(measure["unit"], measure["unit"])
        verb = "kesti" if unit in _TIMES else "oli"
        if re.fullmatch(r"\w+(?:aa|ää|oa|öä|ua|yä|ta|tä)", measure["what"]):
            verb = "tuli"
        return f"{first}; {measure['what']} {verb} {measure['count']} {unit}"
    if _AMOUNTS.fullmatch(second):
        return f"{first}; mukana oli {second}"
    verb = second.split(maxsplit=1)[0]
    if not is_finite(verb.casefold(), "fi") or _AND_THEN.search(second) or ", " in second:
        return ""
    if verb.endswith("iin"):
        return f"{first} ja {second}"
    if appearance := _VERB_COUNT.fullmatch(second):
        label_noun = noun(appearance["label"])
        if label_noun is not None and appearance["verb"] in _APPEARS:
            return (
                f"{first}; {label_noun.forms[SEVERAL]} {appearance['verb']} {appearance['count']}"
            )
    return f"{first}, jolloin {second}" if verb in _APPEARS else ""


def _with_loose_ending(first: str, second: str) -> str:
    """ "612 kunder bort" as "612 kunder togs bort"; else the first clause alone."""
    removal = re.fullmatch(r"(\d[\d \u00a0]{0,12} [^\W\d_]{2,40}) bort", second)
    return f"{first}; {removal[1]} togs bort" if removal else first


def split_clauses(sentence: str) -> tuple[str, str]:
    """The first clause of a sentence and the rest with its mark."""
    mark = re.search(r"[,;:] ", sentence)
    return (sentence[: mark.start()], sentence[mark.start() :]) if mark else (sentence, "")
