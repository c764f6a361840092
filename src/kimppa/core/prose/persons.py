"""“I sent the figures” as “the figures were sent”: lines in the first person in Finnish. Pure.

Only where no word behind the verb has to be bent by guess: an object in the partitive, in the
plural or with a number stays as it is, and few endings of a whole object in the singular are sure.
"""

import re

from kimppa.core.prose.subjectless import with_libraries
from kimppa.core.words.dictionary import is_first_person, is_no_verb
from kimppa.core.words.verbs import finite_verb, has_participle

_VERBS = (
    "tein>tehtiin kävin>käytiin pidin>pidettiin vein>vietiin toin>tuotiin sain>saatiin"
    " järjestin>järjestettiin yhdistin>yhdistettiin toimitin>toimitettiin uusin>uusittiin"
    " vastasin>vastattiin korjasin>korjattiin opastin>opastettiin soitin>soitettiin"
    " lähetin>lähetettiin päivitin>päivitettiin laadin>laadittiin siivosin>siivottiin"
    " poistin>poistettiin luetteloin>luetteloitiin hankin>hankittiin valitsin>valittiin"
    " sovin>sovittiin tarkistin>tarkistettiin lisäsin>lisättiin kirjasin>kirjattiin"
    " kokosin>koottiin laitoin>laitettiin tilasin>tilattiin käsittelin>käsiteltiin"
    " esittelin>esiteltiin julkaisin>julkaistiin testasin>testattiin vaihdoin>vaihdettiin"
    " muutin>muutettiin siirsin>siirrettiin avasin>avattiin suljin>suljettiin"
    " kirjoitin>kirjoitettiin suunnittelin>suunniteltiin valmistelin>valmisteltiin"
    " koulutin>koulutettiin neuvoin>neuvottiin ohjasin>ohjattiin keräsin>kerättiin"
    " selvitin>selvitettiin ilmoitin>ilmoitettiin tiedotin>tiedotettiin kutsuin>kutsuttiin"
    " käänsin>käännettiin täydensin>täydennettiin muokkasin>muokattiin asensin>asennettiin"
    " otin>otettiin annoin>annettiin ostin>ostettiin maksoin>maksettiin jaoin>jaettiin"
    " kokeilin>kokeiltiin arkistoin>arkistoitiin lainasin>lainattiin autoin>autettiin"
)
PASSIVES = dict(pair.split(">") for pair in _VERBS.split())
# "Kävimme" as "kävin".
PASSIVES |= {f"{verb.removesuffix('n')}mme": passive for verb, passive in PASSIVES.items()}
_WORD = re.compile(r"[^\s,;:.!?()]+")
_FIRST = re.compile(r"\s*(?:Minä |minä )?(?P<verb>[^\W\d_]{3,30})(?P<rest>\s.*)?", re.DOTALL)
# Whole objects in the singular whose nominative is sure.
_WHOLE = (
    (re.compile(r"([\w-]{2,40}[uyoö])ksen"), r"\1s"),
    (re.compile(r"(\w{2,40}(?:[aeiou]ilu|ierailu|io|elma|sto|stö))n"), r"\1"),
    (re.compile(r"(ohje|tiedote|esite|\w{2,40}ohje)(?:t?en|en)"), r"\1"),
)
_ILLATIVE = re.compile(r"\w+(?:iin|hin|hen|hon|hun|hyn|hän|hön|aan|ään|oon|öön|uun|yyn|seen|siin)")
_OBJECT = re.compile(r"[^\W\d]\w*(?:t|[aä])")
# A whole object further on: "sain valmiiksi aikataulun".
_END_IN_OBJECT = re.compile(r"[^,;:.()]{1,300}?(?<!ii)(?<!h[aeiouyäö])(?<!see)n\s*(?:[,;:.()]|$)")
_COUNTED = re.compile(
    r"\d|\b(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|kaikki)\b"
)
_JOINING = re.compile(r"(?:ja|eikä|mutta|vaan|koska|kun|jotta|että|sillä|joten|jo\w{1,6})\b")
_YEAR = re.compile(r"vuoden 20\d\d\b")
_CLAUSE = re.compile(r"[,;:.] ")
_LOCAL = re.compile(r"\w+(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|n[aä]|lle|ksi)")
_SURE_FIRST = re.compile(
    r"[^\W\d_]{1,30}(?:[aeiouyäö]sin|[lnr]sin|[aeiouyäöst]tin|[aeiouyäö](?:l|v|r|d)in|[aouyäö]in)"
)


def impersonal(line: str) -> str:
    """The line in the passive where it begins with a known verb in the first person and what is
    behind it need not be bent by guess; else the line.
    """
    line = with_libraries(line)
    match = _FIRST.fullmatch(line)
    passive = PASSIVES.get(match["verb"].casefold()) if match else None
    if not match or not passive or _has_verb(line):
        return line
    object_text = _object_bent(match["rest"] or "")
    return (
        line
        if object_text is None
        else f"{passive[:1].upper()}{passive[1:]}{_without_remark(object_text)}"
    )


def _without_remark(text: str) -> str:
    """Without what somebody adds of how it went: "pidin opastusta torilla, tuuli vei esitteet"."""
    head, comma, last_part = text.rpartition(", ")
    verb = finite_verb(f"x {last_part}", "fi")
    is_remark = comma and verb and not verb[0].endswith("tiin") and not _COUNTED.search(last_part)
    return head if is_remark and not _JOINING.match(last_part) else text


def _object_bent(text: str) -> str | None:
    """The words behind the verb with the whole object in the nominative; None where unsure."""
    chain: list[re.Match[str]] = []
    words, index = list(_WORD.finditer(text)), 0
    while (
        index < len(words)
        and _is_circumstance(words[index][0])
        and _follows_directly(text, words, index)
    ):
        index += 1  # "järjestin henkilökunnalle koulutuksen"
    while (
        index < len(words)
        and _is_genitive(words[index][0])
        and _follows_directly(text, words, index)
    ):
        chain.append(words[index])
        index += 2 if _YEAR.match(text, words[index].start()) else 1
    if not chain:
        return None if _END_IN_OBJECT.match(text) else text
    follower = (
        words[index][0].casefold()
        if index < len(words) and _follows_directly(text, words, index)
        else ""
    )
    nominatives = [_nominative(word[0]) for word in chain]
    if _OBJECT.fullmatch(follower) and not _LOCAL.fullmatch(follower):
        return None if nominatives[-1] else text
    if nominatives[-1] is None or any(nominatives[:-1]) or follower.isdecimal():
        return None
    return f"{text[: chain[-1].start()]}{nominatives[-1]}{text[chain[-1].end() :]}"


def _is_circumstance(word: str) -> bool:
    lower_word = word.casefold()
    return bool(_LOCAL.fullmatch(lower_word) or _ILLATIVE.fullmatch(lower_word))


def _is_genitive(word: str) -> bool:
    lower_word = word.casefold()
    return lower_word.endswith("n") and not _ILLATIVE.fullmatch(lower_word)


def _follows_directly(text: str, words: list[re.Match[str]], index: int) -> bool:
    """Whether no mark stands between a word and the one before it."""
    return index == 0 or not text[words[index - 1].end() : words[index].start()].strip()


def _nominative(word: str) -> str | None:
    """The nominative of a genitive; None where the ending does not surely tell it."""
    for pattern, form in _WHOLE:
        if (match := pattern.fullmatch(word)) is not None:
            return match.expand(form)
    return None


def begins_in_first_person(line: str) -> bool:
    """Whether a line seems to begin with a verb in the first person, known or by its form with an
    object behind it.
    """
    match = _FIRST.fullmatch(line)
    if not match:
        return False
    verb = match["verb"].casefold()
    if _has_verb(line):
        return False
    if verb in PASSIVES or is_first_person(verb):
        return True
    if is_no_verb(verb):  # "Kulkurin akseli"
        return False
    next_word = next((word[0].casefold() for word in _WORD.finditer(match["rest"] or "")), "")
    is_object = next_word.isdecimal() or bool(re.fullmatch(r"\w+[taä]", next_word))
    is_object |= bool(re.fullmatch(r"\w+[st]in", verb)) and next_word.endswith("n")
    return bool(_SURE_FIRST.fullmatch(verb)) and is_object


def _has_verb(line: str) -> bool:
    """Whether the first clause has its verb behind the first word: that is then an attribute."""
    clause = _CLAUSE.split(line, maxsplit=1)[0]
    return finite_verb(clause, "fi") is not None or has_participle(clause)
