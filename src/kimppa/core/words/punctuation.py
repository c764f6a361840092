"""The commas, semicolons and dashes that people leave out of what they log. Pure."""

import re

from kimppa.core.words.verbs import finite_verb

_RANGE = re.compile(r"(?<![\w./:–-])(\d{1,4})-(\d{1,4})(?![\w/:–-]|\.\d)")
# "hanke ei jatku koska …", but "ja koska", "vain koska", "niin että", "sekä … että".
_SUBORDINATE = re.compile(
    r"(?<![,;:–-])(?<!\bja)(?<!\btai)(?<!\bmutta)(?<!\bvain)(?<!\beikä) (?=(?:koska|jotta)\b)"
)
_THAT = re.compile(r"(?<![,;:–-])(?<!\bniin)(?<!\bsiten)(?<!\bpaitsi)(?<!\bilman) (?=että\b)")
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
_AND_THEN = re.compile(r" (?:ja|sekä|eikä|och|samt|and) ")


def dashed(text: str) -> str:
    """The text with its ranges ("2026–2028", "klo 6–22") as they are printed."""
    return _RANGE.sub(lambda match: f"{match[1]}–{match[2]}", text)


def clauses_marked(text: str, language: str) -> str:
    """A sentence with a semicolon between two main clauses that nothing else joins ("reitti
    muuttui, auto ajaa nyt maanantaisin"), in Finnish also with commas before subordinate ones.
    """
    if language == "fi":
        text = _SUBORDINATE.sub(", ", text)
        if not re.search(r"\bsekä\b", text, re.IGNORECASE):
            text = _THAT.sub(", ", text)
    first, comma, second = text.partition(", ")
    if not comma or _JOINING[language].match(second) or not finite_verb(first, language):
        return text
    # Up to the next comma: what follows there is of the second clause.
    clause = second.split(", ", maxsplit=1)[0]
    verb = finite_verb(clause, language)
    is_clause = verb is not None and verb.start() > 0
    more = _AND_THEN.split(clause[verb.end() :])[1:] if verb else []
    if not is_clause or any(finite_verb(f"x {part}", language) for part in more):
        return text  # a list of verbs, or of clauses whose last is joined
    return f"{first}; {second}"
