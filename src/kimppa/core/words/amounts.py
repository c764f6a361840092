"""How much a logged line tells of, in its own words or beside them: "…, 640 laskua". Pure."""

import re
from typing import NamedTuple

from kimppa.core.words.nouns import SEVERAL, SOME, noun
from kimppa.core.words.numerals import in_words, teen

_NUMBER = r"(?P<count>\d{1,3}(?:[ \u00a0]\d{3}){1,3}|\d{1,9})"
_WORD = r"(?:\d+\.-)?[^\W\d_][^\W\d_-]{0,40}(?:-[^\W\d_]{1,40})?"
_ABOUT = (
    r"(?:(?P<about>n\.?|noin|ca\.?|cirka|about|yli|lähes|över|nästan|over|nearly)"
    r"|yht\.?|yhteensä|sammanlagt|totalt|in all|eli"
    r"|mukana)?\s?"
)
_TAILS = (
    re.compile(rf"(?P<mark>[,:;–-]| -) {_ABOUT}{_NUMBER}\s(?P<label>{_WORD}(?: {_WORD})?)\.?$"),
    re.compile(rf" (?P<mark>\(){_ABOUT}{_NUMBER}(?:\s(?P<label>{_WORD}))?\)\.?$"),
    re.compile(rf"(?P<mark>[,:;–-]| -) (?P<label>{_WORD}) {_NUMBER}\.?$"),
    re.compile(rf"(?P<mark> ){_NUMBER}\s(?P<label>kpl|st|hlö)\.?$"),
)
_FULL = {"hlö": "henkilöä", "hlöä": "henkilöä"}
_PIECES = frozenset(["kpl", "kappaletta", "st", "stycken", "pcs", "pieces"])
# Time, money and shares are no count of things.
_MEASURES = re.compile(
    r"(?:päiv|vuorokau|vrk|viik|tun(?:ti|nin)|minuut|kuukau|vuot|vuode|euro|prosent|sent"
    r"|dag|veck|timm|minut|månad|kronor|procent|days?\b|weeks?\b|hours?\b|minutes?|months?\b"
    r"|years?\b|percent)|(?:h|min|e|år|kertaa|gånger|times)$",
    re.IGNORECASE,
)
_NOT_LABELS = frozenset(["ja", "tai", "och", "eller", "and", "or", "kanssa", "sekä", "samt"])
_PARTITIVE = re.compile(r".+(?<!ss)(?<!st)(?<!ll)(?<!lt)(?<!n)[aä]")
_DIGITS = re.compile(r"\d{1,12}(?: \d{3})*(?!\d)")  # "31", "31 250"
_SHORTEST = 3  # letters of a word that stands for what is counted by itself


class Amount(NamedTuple):
    """A number of things; `label` as a number takes it: "laskua", "fakturor", "invoices"; empty
    when it only counts what the line names.
    """

    number: int
    label: str = ""
    about: str = ""  # "noin", "yli"

    def spelt(self, language: str) -> str:
        """The number as running text has it."""
        words = in_words(self.number, language)
        about = self.about if self.about in _AS_WRITTEN else _ABOUT_WORDS[language]
        return f"{about} {words}" if self.about else words


_AS_WRITTEN = frozenset(["yli", "lähes", "över", "nästan", "over", "nearly"])
_ABOUT_WORDS = {"fi": "noin", "sv": "cirka", "en": "about"}


def read_amount(label: str, count: int, language: str, *, about: str = "") -> Amount | None:
    """The amount for a label as somebody typed it; None for measures and for what a number cannot
    take as it is.
    """
    label = _FULL.get(label.strip().casefold(), label)
    word = label.strip().casefold()
    last_word = word.rpartition(" ")[2]
    if count < 1 or is_measure(word) or word in _NOT_LABELS:
        return None
    if word in _PIECES or not word:
        return Amount(count, "", about) if count > 1 else None
    if count < 2 or len(last_word) < _SHORTEST:
        return None  # people write what is counted in the plural
    if language == "fi":
        return _finnish_amount(label.strip(), word, count, about=about)
    return Amount(count, label.strip(), about)


def _finnish_amount(label: str, word: str, count: int, *, about: str) -> Amount | None:
    """The amount with its label in the partitive; None for a word in another case."""
    label_noun = noun(word)
    if label_noun is not None:
        return Amount(count, label if label_noun.form == SOME else label_noun.forms[SOME], about)
    # "kirjastoon", "kunnassa": the number is in the case of its own words; "tekemättä" is no thing.
    is_thing = _PARTITIVE.fullmatch(word) and not word.endswith(("matta", "mättä"))
    return Amount(count, label, about) if is_thing else None


def _is_partitive(word: str) -> bool:
    return bool(_PARTITIVE.fullmatch(word.casefold()))


def is_measure(label: str) -> bool:
    """Whether a label is of time, money or shares: such are never summed."""
    return bool(_MEASURES.match(label)) or label[:1] in ("€", "%")


def without_amount(line: str, language: str) -> tuple[str, Amount | None]:
    """A line of one sentence without the amount that stands behind it, and that amount."""
    for pattern in _TAILS:
        match = pattern.search(line)
        if match is None or not line[: match.start()].strip():
            continue
        parts = match.groupdict()
        count = int(re.sub(r"\D", "", parts["count"]))
        label = parts["label"] or ""
        if not label and (len(parts["count"]) == 4 and parts["count"][:2] in ("19", "20")):
            continue  # a year
        is_phrase = " " not in label or (language == "fi" and _is_partitive(label.split()[0]))
        amount = read_amount(label, count, language, about=parts.get("about") or "")
        if is_phrase and amount is not None and _fits(pattern, label, language):
            return line[: match.start()].rstrip(" ,:;"), amount
    return line, None


def _fits(pattern: re.Pattern[str], label: str, language: str) -> bool:
    """Whether a word before its number is counted by it: "osallistujia 71"."""
    if pattern is not _TAILS[2]:
        return True
    label_noun = noun(label) if language == "fi" else None
    return label_noun is not None and label_noun.form == SEVERAL


def has_amount(text: str, amount: Amount, language: str) -> bool:
    """Whether a text has the number already, in digits or words."""
    number = amount.number
    forms = {in_words(number, language).casefold(), str(number), teen(number, language)} - {""}
    words = {word.strip(",.;:()").casefold() for word in text.split()}
    numbers_in_text = _DIGITS.findall(text.replace("\u00a0", " "))
    return bool(forms & words) or f"{amount.number:,}".replace(",", " ") in numbers_in_text
