"""The commas, semicolons and dashes that people leave out of what they log. Pure."""

import re

from kimppa.core.words.calendar import AND
from kimppa.core.words.nouns import SEVERAL, noun
from kimppa.core.words.verbs import finite_verb, is_finite

_RANGE = re.compile(r"(?<![\w./:–-])(\d{1,4})-(\d{1,4})(?![\w/:–-]|\.\d)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_BARE_THOUSANDS = re.compile(r"(?<= )(?!1[89]|20)(\d{1,3})(\d{3})(?= [a-zåäö]|$)")
_ENGLISH_THOUSANDS = re.compile(
    r"(?<![\w.,:/§-])(?!1[89]\d\d\b|20\d\d\b)(\d{1,3})(\d{3})(?= [a-z])"
)
# "hanke ei jatku koska …", but "ja koska", "vain koska", "niin että", "sekä … että".
_SUBORDINATE = re.compile(
    r"(?<![,;:–-])(?<!\bja)(?<!\btai)(?<!\bmutta)(?<!\bvain)(?<!\beikä) (?=(?:koska|jotta)\b)"
)
_BEFORE_THAT = re.compile(
    r"(?<![,;:–-])(?<!\bniin)(?<!\bsiten)(?<!\bpaitsi)(?<!\bilman) (?=että\b)"
)
_SO_THAT = re.compile(r"(?<=[^\s,]) niin että ")
_JOINING_WORDS = {
    "fi": r"(?:ja|eikä|mutta|vaan|tai|sekä|koska|kun|kuten|vaikka|ennen|niin|sillä|eli|siis|missä"
    r"|mikä"
    r"|mitä|mihin|mistä|milloin|minkä|miten|ett[aäe]\w{0,3}"
    r"|jo(?:ka|tka|nka|iden|ssa|sta|hon|lla|lta|lle|ista|issa|ihin|illa|ilta|ille|ta|ita|lloin|ten"
    r"|tta|s|na|ksi|iksi|ina))\b",
    "sv": (
        r"(?:och|men|som|när|där|vilke[tn]|vilka|eftersom|så|för|utan|eller|varav|dit|medan|att"
        r"|varefter|efter|innan|sedan|om|trots)\b"
    ),
    "en": r"(?:and|but|which|who|when|where|because|so|or|while|of|as|then|that|after|before|since"
    r"|until|though|although|if|with|including)\b",
}
JOINING = {name: re.compile(words, re.IGNORECASE) for name, words in _JOINING_WORDS.items()}
_ENDS_DONE = re.compile(r"[^\W\d_]{3,40}[aä] [^\W\d_]{3,30}tt[uy]")  # "hakua parannettu"
_HARMONY = str.maketrans("äöy", "aou")  # "kirjoja" and "lehtiä" are in one case
_JOINED = 16  # words of two clauses in one sentence
_ENDS_JOINED = re.compile(r" (?:ja|sekä|och|samt|and) $")
_LISTED = re.compile(r" (?:ja|tai|sekä|och|samt|eller|and|or) ")
_COUNT = r"\d{1,3}(?:[ \u00a0]\d{3})*(?:,\d+)?"
_MEASURE = re.compile(
    r"(?P<what>(?:(?:haettu|saatu|myönnetty|tarjottu|sovittu) )?[^\W\d_]{3,40})"
    rf" (?P<count>{_COUNT}) ?(?P<unit>€|euroa|%|prosenttia|h|tuntia"
    r"|min|minuuttia)"
)
_UNITS = {"h": "tuntia", "min": "minuuttia"}
_CHANGES = frozenset(["kasvua", "laskua", "nousua", "vähennystä", "lisäystä"])
_TIMES = frozenset(_UNITS.values())
_NUMERAL = rf"(?:{_COUNT}|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän)"
# What a figure tells of the work before it: “mukana oli 12 kuntaa”, “puutteita löytyi 17”.
_CAME_OF_IT = re.compile(
    r"(?:mukana|niihin|siihin|niitä|niistä|siitä|summa)\b|[^\W\d_]{3,40}(?: yhteensä)?"
    rf" (?:oli|kertyi|löytyi|saatiin|tuli|osallistui)(?: yhteensä| noin)? {_NUMERAL}\b",
    re.IGNORECASE,
)
_AMOUNTS = re.compile(
    rf"{_NUMERAL} [^\W\d_]{{2,40}}[aä](?:, {_NUMERAL} [^\W\d_]{{2,40}}[aä])*"
    rf" ja {_NUMERAL} [^\W\d_]{{2,40}}[aä]"
)
_IN_PLACES = re.compile(rf"([^\W\d_]{{3,40}}[aä]) ({_NUMERAL} [^\W\d_]{{2,40}}ss[aä])")
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


def with_commas(text: str) -> str:
    """An English text with its thousands as "2,140"."""
    return _ENGLISH_THOUSANDS.sub(r"\1,\2", text.replace("\u00a0", ","))


def clauses_marked(text: str, language: str) -> str:
    """A sentence with a semicolon between two main clauses that nothing else joins ("reitti
    muuttui, auto ajaa nyt maanantaisin"), in Finnish also with commas before subordinate ones. What
    stands behind a comma without a verb gets one, or is left out.
    """
    if language == "fi":
        text = _SO_THAT.sub(" niin, että ", _SUBORDINATE.sub(", ", text))
        if not re.search(r"\bsekä\b", text, re.IGNORECASE):
            text = _BEFORE_THAT.sub(", ", text)
        text = _with_comma(_without_end(text))
    first_clause, comma, second_clause = text.partition(", ")
    if (
        not comma
        or JOINING[language].match(second_clause)
        or not finite_verb(first_clause, language)
    ):
        return text
    if ": " in first_clause and not finite_verb(f"x {second_clause}", language):
        return text  # a list behind its colon
    if language == "fi" and (joined_sentence := _with_loose_end(first_clause, second_clause)):
        return joined_sentence
    return _joined_clauses(first_clause, second_clause, language)


def _joined_clauses(first_clause: str, second_clause: str, language: str) -> str:
    """A clause and what follows its comma, with a semicolon where that is a clause of its own."""
    text = f"{first_clause}, {second_clause}"
    begins_with_verb = is_finite(second_clause.split(maxsplit=1)[0].casefold(), language)
    if language == "fi" and begins_with_verb and _AND_THEN.search(second_clause):
        return text  # "kokoontui, hyväksyi suunnitelman ja sopi päivistä"
    # Up to the next comma: what follows there is of the second clause.
    clause = second_clause.split(", ", maxsplit=1)[0]
    verb = finite_verb(clause.partition(" kuin ")[0], language)  # "vähemmän kuin haettiin"
    if (
        language == "fi"
        and verb is None
        and clause == second_clause
        and _ENDS_DONE.fullmatch(second_clause)
    ):
        return f"{first_clause}; {second_clause[:-1]}iin"
    is_list = (
        goes_on_list(first_clause, second_clause)
        if language == "fi"
        else bool(_LISTED.search(second_clause))
    )
    if verb is None:
        if clause != second_clause or is_list:
            return text
        return first_clause if language == "fi" else _with_loose_ending(first_clause, second_clause)
    if is_list and _ENDS_JOINED.search(clause[: verb.start()]):
        return text  # the end of a list, and a second verb of its subject
    later_parts = _AND_THEN.split(clause[verb.end() :])[1:]
    if not verb.start() or any(finite_verb(f"x {part}", language) for part in later_parts):
        return text  # a list of verbs, or of clauses whose last is joined
    return f"{first_clause}; {second_clause}"


def _with_comma(text: str) -> str:
    """A Finnish sentence with the comma between two main clauses: "julkaistiin, ja linkit
    poistettiin"; not where both have one subject.
    """
    first_clause, joint, second_clause = text.partition(" ja ")
    if not joint or ", " in text or " ja " in second_clause or not finite_verb(first_clause, "fi"):
        return text
    verb = finite_verb(second_clause, "fi")
    subject = second_clause[: verb.start()].split() if verb else []
    is_own = any(word[0].isdigit() or noun(word) for word in subject)
    return f"{first_clause}, ja {second_clause}" if is_own else text


def _without_end(text: str) -> str:
    """A Finnish sentence without what stands loose behind a list: "otettiin käyttöön Iissä,
    Kemissä ja Oulussa, katto 120 katselua".
    """
    head, comma, end = text.rpartition(", ")
    is_list = ", " in head and _LISTED.search(head.rpartition(", ")[2])
    is_loose = (
        comma
        and is_list
        and finite_verb(head, "fi")
        and not finite_verb(f"x {end}", "fi")
        and not _LISTED.search(end)
        and not JOINING["fi"].match(end)
    )
    return head if is_loose else text


def _with_loose_end(first_clause: str, second_clause: str) -> str:
    """Two Finnish clauses of which the second begins with its verb, or has only a measure or
    amounts: "katko 2 h", "löytyi 11 puutetta", "neljä kirjailijaa ja 19 kirjastoa".
    """
    if measure := _MEASURE.fullmatch(second_clause):
        unit = _UNITS.get(measure["unit"], measure["unit"])
        verb = "kesti" if unit in _TIMES else "oli"
        is_change = measure["what"].casefold() in _CHANGES
        if not is_change and re.fullmatch(r"\w+(?:aa|ää|oa|öä|ua|yä|[^n]ta|tä)", measure["what"]):
            verb = "tuli"
        return f"{first_clause}; {measure['what']} {verb} {measure['count']} {unit}"
    if amounts := _amounts(second_clause):
        return f"{first_clause}; {amounts}"
    verb = second_clause.split(maxsplit=1)[0]
    if (
        not is_finite(verb.casefold(), "fi")
        or _AND_THEN.search(second_clause)
        or ", " in second_clause
    ):
        return ""
    if verb.endswith("iin"):
        first_verb = finite_verb(first_clause, "fi")
        return (
            f"{first_clause} ja {second_clause}"
            if first_verb and first_verb[0].endswith("iin")
            else ""
        )
    if appearance := _VERB_COUNT.fullmatch(second_clause):
        label_noun = noun(appearance["label"])
        if label_noun is not None and appearance["verb"] in _APPEARS:
            plural = label_noun.forms[SEVERAL]
            return f"{first_clause}; {plural} {appearance['verb']} {appearance['count']}"
    return f"{first_clause}, jolloin {second_clause}" if verb in _APPEARS else ""


def _amounts(text: str) -> str:
    """ "19 kirjastoa ja 40 koulua", "korjattavaa 6 kohdassa" with a verb; "" of anything else."""
    if share := _IN_PLACES.fullmatch(text):
        return f"{share[1]} oli {share[2]}"
    return f"mukana oli {text}" if _AMOUNTS.fullmatch(text) else ""


def _with_loose_ending(first_clause: str, second_clause: str) -> str:
    """ "612 kunder bort" as "612 kunder togs bort"; else the first clause alone."""
    removal = re.fullmatch(r"(\d[\d \u00a0]{0,12} [^\W\d_]{2,40}) bort", second_clause)
    return f"{first_clause}; {removal[1]} togs bort" if removal else first_clause


def without_semicolons(text: str, language: str) -> list[str]:
    """The clauses of a sentence, each that could not stand alone with the one before it. What came
    of the work, and the next deed, are joined by “and”; else a full stop stands between them, as
    a comma may have meant “because” or “but”.
    """
    first_clause, *other_clauses = text.split("; ")
    sentences = [first_clause]
    for clause in other_clauses:
        joined_sentence = f"{sentences[-1]}, {AND[language]} {clause}"
        if len(joined_sentence.split()) > _JOINED or joined_sentence.count(", ") > 1:
            sentences.append(clause)
        elif language != "fi" or _goes_on(sentences[-1], clause):
            sentences[-1] = joined_sentence
        else:
            sentences[-1] = f"{sentences[-1]}. {clause[0].upper()}{clause[1:]}"
    return sentences


def _goes_on(text_before: str, next_clause: str) -> bool:
    """Whether a Finnish clause tells what came of another, or a deed that followed it; a number
    neither ends a sentence nor begins one.
    """
    if _CAME_OF_IT.match(next_clause) or text_before[-1].isdecimal() or next_clause[0].isdecimal():
        return True
    verbs = [finite_verb(clause, "fi") for clause in (text_before, next_clause)]
    return all(verb is not None and verb[0].casefold().endswith("iin") for verb in verbs)


def has_loose_tail(line: str, language: str) -> bool:
    """Whether something without a verb stands behind a comma and is no member of a list."""
    first_clause, comma, second_clause = line.partition(", ")
    verb = finite_verb(first_clause, language)
    if not comma or verb is None or ", " in second_clause or JOINING[language].match(second_clause):
        return False
    return finite_verb(f"x {second_clause}", language) is None and not goes_on_list(
        first_clause, second_clause
    )


def goes_on_list(text_before: str, text_behind: str) -> bool:
    """Whether what stands behind a comma goes on a list: "kirjoja, lehtiä ja levyjä"."""
    if not _LISTED.search(text_behind) or is_finite(text_before.split()[-1].casefold(), "fi"):
        return False
    ends = (word.translate(_HARMONY)[-1] for word in (text_before, text_behind.split()[0]))
    return next(ends) == next(ends)


def split_clauses(sentence: str) -> tuple[str, str]:
    """The first clause of a sentence and the rest with its mark."""
    mark = re.search(r"[,;:] ", sentence)
    return (sentence[: mark.start()], sentence[mark.start() :]) if mark else (sentence, "")
