"""The commas, semicolons and dashes that people leave out of what they log. Pure."""

import re

from kimppa.core.words.verbs import finite_verb

_RANGE = re.compile(r"(?<![\w./:–-])(\d{1,4})-(\d{1,4})(?![\w/:–-]|\.\d)")
# "hanke ei jatku koska …", but "ja koska", "vain koska", "niin että", "sekä … että".
_SUBORDINATE = re.compile(
    r"(?<![,;:–-])(?<!\bja)(?<!\btai)(?<!\bmutta)(?<!\bvain)(?<!\beikä) (?=(?:koska|jotta)\b)"
)
_THAT = re.compile(r"(?<![,;:–-])(?<!\bniin)(?<!\bsiten)(?<!\bpaitsi)(?<!\bilman) (?=että\b)")
_JOINING = re.compile(
    r"(?:ja|eikä|mutta|vaan|tai|sekä|koska|kun|kuten|vaikka|ennen|niin|sillä|eli|siis|missä|mikä"
    r"|mitä|mihin|mistä|milloin|minkä|miten|ett[aäe]\w{0,3}"
    r"|jo(?:ka|tka|nka|iden|ssa|sta|hon|lla|lta|lle|ista|issa|ihin|illa|ilta|ille|ta|ita|lloin|ten"
    r"|tta|s|na|ksi|iksi|ina))\b",
    re.IGNORECASE,
)
_AND_THEN = re.compile(r" (?:ja|sekä|eikä) ")


def dashed(text: str) -> str:
    """The text with its ranges ("2026–2028", "klo 6–22") as they are printed."""
    return _RANGE.sub(lambda match: f"{match[1]}–{match[2]}", text)


def clauses_marked(text: str) -> str:
    """A Finnish sentence with the comma before a subordinate clause, and a semicolon between two
    main clauses that nothing else joins ("reitti muuttui, auto ajaa nyt maanantaisin").
    """
    text = _SUBORDINATE.sub(", ", text)
    if not re.search(r"\bsekä\b", text, re.IGNORECASE):
        text = _THAT.sub(", ", text)
    first, comma, second = text.partition(", ")
    if not comma or _JOINING.match(second) or not finite_verb(first, "fi"):
        return text
    # Up to the next comma: what follows there is of the second clause.
    clause = second.split(", ", maxsplit=1)[0]
    verb = finite_verb(clause, "fi")
    is_clause = verb is not None and verb.start() > 0
    more = _AND_THEN.split(clause[verb.end() :])[1:] if verb else []
    if not is_clause or any(finite_verb(f"ja {part}", "fi") for part in more):
        return text  # a list of verbs, or of clauses whose last is joined
    return f"{first}; {second}"
