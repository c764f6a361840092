"""What the words of a sentence say of obliging anybody; the words are data (`roles.toml`). Pure."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

_REMEMBERED = 512
_DATA = Path(__file__).with_name("roles.toml")
# Finite verbs by their endings: passives (tarkistetaan, besvaras), plurals (toimittavat), and
# what must be done (on toimitettava).
_VERB = re.compile(
    r"\b\w{2,30}(?:[dtlnr]aan|[dtlnr]ään|vat|vät|oidaan|öidään)\b"
    r"|\b(?:on|ovat)\b.{0,60}\b\w{2,30}(?:ttava|ttävä|tava|tävä)\b"
    r"|\b(?:tulee|pitää|täytyy|kuuluu)\b"
    r"|\b\w{3,30}(?:ar|er|ds|ts)\b|\b\w{1,30}(?:as|es)\b",
)
_NECESSITY = re.compile(
    r"\b(?:on|ovat)\b.{0,80}\b\w{2,30}(?:ttava|ttävä|tava|tävä)\b"
    r"|\b(?:tulee|pitää|täytyy) (?:\w{1,30} ){0,4}?\w{2,30}(?:[dtlnr]a|[dtlnr]ä)\b"
)
_MAY = re.compile(
    r"\b(?:saa|saavat) (?:\w{1,30} ){0,2}\w{2,30}(?:[dtlnraeiou]a|[dtlnräeiöy]ä)\b(?! saakka)"
    r"|\b(?:får|kan) (?:\w{1,30} ){0,2}?\w{1,30}as?\b"
)
_AGREEMENT = re.compile(
    r"sopimu|avtal|agreement|irtisano|uppsäg|osapuol|part(?:en|er)?\b|liittyy|eroaa|lähtee|anslut"
    r"|lämnar|(?:in|ut)träd|voimaan|i kraft|tills vidare|toistaiseksi|gäller"
)
_CUSTOMER = re.compile(r"asiakkaa|asiakka[ia]|lainaaj|låntagar|kund|customer|patron")
_FOLLOWS = re.compile(
    r"\b(?:noudatetaan|huomioidaan|otetaan huomioon|pyritään|pyrkivät|iakttas|följs|beaktas"
    r"|eftersträvas)\b"
)
_BEING = re.compile(
    r"^((?:[^\s,;]{1,60} ){1,6}?)(?:on|ovat|är|utgör|utgörs) (?!\w{2,30}(?:ttu|tty|[tn]ut|nyt)\b)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÅÄÖ])|\n+")
_GAP = r"[^\w:;]{1,3}(?:\w{1,40}[^\w:;]{1,3}){0,2}?"  # within a part of a sentence


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _pattern(table: str, key: str) -> re.Pattern[str]:
    # Every entry begins a word: asked once a word, not at each letter.
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_entry, _data()[table][key]))})")


def _entry(entry: str) -> str:
    words = [
        (r"\w{0,40}" if word.startswith("*") else "")
        + re.escape(word.strip("*!"))
        + (r"(?!\w)" if word.endswith("!") else r"\w{0,40}")
        for word in entry.split()
    ]
    return _GAP.join(words)


def title_says(title: str) -> str:
    """Why nothing under a heading obliges: a reason of the data; "" when something may."""
    small = title.casefold()
    position_by_reason = {}
    for reason in _data()["title"]:
        if match := _pattern("title", reason).search(small):
            position_by_reason[reason] = match.start()
    if "parties" in position_by_reason and _pattern("duty", "titles").search(small):
        return ""  # what the parties do, not who they are
    return min(position_by_reason, key=lambda reason: position_by_reason[reason], default="")


@lru_cache(_REMEMBERED)
def says(text: str) -> str:
    """Why a sentence obliges nobody: a reason of the data; "" when it may oblige."""
    small = text.casefold()
    for reason in _data()["says"]:
        if _pattern("says", reason).search(small):
            # A bill to a customer is work, the agreement's own price is not; and other things than
            # an agreement end or go on ("when employment ends").
            unsaid = {"price": _CUSTOMER.search(small), "validity": not _AGREEMENT.search(small)}
            if not unsaid.get(reason):
                return reason
        elif reason == "permission" and _MAY.search(small):
            return reason
    return ""


@lru_cache(_REMEMBERED)
def is_duty(text: str) -> bool:
    """Whether a word stands in it that puts a task on somebody."""
    small = text.casefold()
    return is_binding(text) or bool(
        _pattern("duty", "words").search(small) or _NECESSITY.search(small)
    )


@lru_cache(_REMEMBERED)
def is_binding(text: str) -> bool:
    """Whether it says in so many words that somebody must: ska, huolehtii, on velvollinen."""
    return bool(_pattern("duty", "binding").search(text.casefold()))


def is_of_paying(text: str) -> bool:
    """Whether it says that somebody pays or is asked to pay."""
    return bool(_pattern("account", "paying").search(text.casefold()))


@lru_cache(_REMEMBERED)
def gives_account(text: str) -> bool:
    """Whether somebody is told of something or given an account of it, and nothing is paid."""
    small = text.casefold()
    if is_of_paying(text) or says(text) == "permission":
        return False
    if _pattern("account", "telling").search(small):
        return True
    accounts, giving = _pattern("account", "accounts"), _pattern("account", "giving")
    return bool(accounts.search(small) and giving.search(small))


@lru_cache(_REMEMBERED)
def has_verb(text: str) -> bool:
    """Whether it seems to be a sentence with a verb."""
    small = text.casefold()
    return bool(_VERB.search(small)) or is_duty(text)


def is_being(text: str) -> bool:
    """Whether it only says what something is."""
    match = _BEING.match(text.casefold())
    return match is not None and not has_verb(match[1]) and not is_duty(text)


def follows_principle(text: str) -> bool:
    """Whether it says by what rule something is done, and not who does it."""
    return bool(_FOLLOWS.search(text.casefold()))


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line end or a semicolon before a capital parts them too."""
    return list(filter(None, _SENTENCE_END.split(text))) or [text]
