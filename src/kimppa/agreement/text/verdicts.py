"""Whether the words of a line oblige somebody: its role with the reason and, unsure, a question.

A sentence obliges unless its words or the heading above it say that it does not; a paragraph
obliges when one of its sentences does. The words are data (`roles.toml`). Pure.
"""

import re
from typing import NamedTuple

from kimppa.agreement.text.headings import looks_like_heading
from kimppa.agreement.text.obligation import (
    follows_principle,
    gives_account,
    has_verb,
    is_being,
    is_binding,
    is_duty,
    is_of_paying,
    says,
    sentences,
)
from kimppa.agreement.text.paper import Role

# What nothing else in a sentence outweighs.
_HARD = frozenset({"liability", "parties", "signature", "staff", "notice", "voting"})
# What a sentence of duty may say besides ("koska sopimus päättyy"), so that it is asked.
_SOFT = frozenset({"principle", "definition", "validity", "ownership"})
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.|mennessä|senast|viimeistään|före")
_MONEY = re.compile(r"(?:€|\beuroa?\b|\beur\b|\d \d{3}\b|\d,\d\d\b|\d\s?%)", re.IGNORECASE)
_NAMES_PARTIES = re.compile(
    r"osapuol|sopijapuol|sopijakun|\bpart(?:er|erna)\b|tilaaj|beställar", re.IGNORECASE
)
_ANNOUNCES = re.compile(
    r"korvataan|lisätään|ersätts|fogas|läggs till|tillfogas|gäller (?:att|det|följande)\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"(?:voi|voivat|saa|saavat|kan|får|may|can)\s")
_AND = re.compile(r",? (?:ja|sekä|och|samt) ")
_CLAUSE_END = re.compile(r", |;|" + _AND.pattern)
_FEWEST_WORDS = 4


class Verdict(NamedTuple):
    """A role, its reason, and the question and its answers when it is not sure."""

    role: Role
    why: str
    ask: str = ""
    answers: tuple[Role, ...] = ()


def _unsure(ask: str, role: Role, reason: str) -> Verdict:
    second_role = Role.TEXT if role is Role.DUTY else Role.DUTY
    return Verdict(role, reason, ask, (role, second_role))


def has_money(text: str) -> bool:
    """Whether sums or shares stand in it."""
    return bool(_MONEY.search(text))


def of_paragraph(text: str, stance: str, *, is_item: bool = False) -> Verdict:
    """The role of a paragraph or an item under a heading.

    `stance` is why nothing under the heading obliges, "" when something may.
    """
    if stance:
        return _under_stance(text, stance)
    parts = sentences(text)
    is_lone_item = is_item and len(parts) == 1
    verdicts = [_of_sentence(sentence, is_item=is_lone_item) for sentence in parts]
    sure = [verdict for verdict in verdicts if not verdict.ask]
    duties = [verdict for verdict in verdicts if verdict.role is Role.DUTY]
    for verdict in sure:
        if verdict.role is Role.DUTY:
            return verdict
    if sure and all(verdict.why != "verb" for verdict in duties):
        return sure[0]
    return (duties or verdicts)[0]


def of_item(text: str, why_not: str, lead: str = "") -> Verdict:
    """The role of an item under a lead-in; `why_not` is why its items oblige nobody, or ""."""
    if why_not == "price" and says(lead) != "price" and gives_account(f"{lead} {text}"):
        return Verdict(Role.DUTY, "under-lead")
    if why_not:
        return Verdict(Role.TEXT, why_not)
    if _MAY.match(text.casefold()):
        return Verdict(Role.TEXT, "permission")
    return Verdict(Role.DUTY, "under-lead")


def why_no_item_obliges(lead: str, stance: str) -> str:
    """Why the items under a lead-in oblige nobody; "" when they do."""
    last_sentence = sentences(lead)[-1]
    if is_binding(last_sentence) or (is_duty(last_sentence) and not stance):
        return ""
    if _ANNOUNCES.search(last_sentence):
        return ""
    reason = says(last_sentence)
    if reason == "parties" and not _NAMES_PARTIES.search(last_sentence):
        reason = ""  # "Kunnat sopivat:" begins a list of what they do
    return reason or stance


def _under_stance(text: str, stance: str) -> Verdict:
    if stance == "price":
        return _under_price(text)
    if is_binding(text) and not says(text):
        if stance in ("background", "law"):
            return _unsure("obliges", Role.DUTY, "verb")
        if stance in ("liability", "definition", "parties"):
            return _unsure("obliges", Role.TEXT, stance)
    return Verdict(Role.TEXT, stance)


def _under_price(text: str) -> Verdict:
    """To pay and to be paid is no line of its own; to give an account of money is."""
    parts = sentences(text)
    if any(gives_account(part) and not has_money(part) for part in parts):
        return Verdict(Role.DUTY, "verb")
    firsts = [_CLAUSE_END.split(part, maxsplit=1)[0] for part in parts]
    if any(
        is_duty(first_clause) and not (says(first_clause) or is_of_paying(first_clause))
        for first_clause in firsts
    ):
        return _unsure("price", Role.DUTY, "verb")
    if _DATE.search(text) and is_duty(text) and not is_being(text):
        return _unsure("price", Role.TEXT, "price")
    return Verdict(Role.TEXT, "price")


def _of_sentence(sentence: str, *, is_item: bool) -> Verdict:
    if is_item and not _is_whole(sentence) and not has_money(sentence):
        return Verdict(Role.DUTY, "under-heading")
    if reason := says(sentence):
        return _outweighed(sentence, reason)
    if follows_principle(sentence) and not is_binding(sentence):
        return _unsure("obliges", Role.DUTY, "passive")
    if is_being(sentence) and not is_duty(sentence.partition(": ")[2]):
        return _unsure("obliges", Role.TEXT, "principle")
    if is_duty(sentence) or has_verb(sentence):
        return Verdict(Role.DUTY, "verb")
    if is_item:
        return Verdict(Role.DUTY, "under-heading")
    return _without_verb(sentence)


def _without_verb(sentence: str) -> Verdict:
    if looks_like_heading(sentence) or len(sentence.split()) < _FEWEST_WORDS:
        return _unsure("obliges", Role.TEXT, "paragraph")
    return _unsure("obliges", Role.DUTY, "paragraph")


def _outweighed(sentence: str, reason: str) -> Verdict:
    """A sentence with words that say why it obliges nobody, and perhaps with others."""
    if reason in _HARD:
        return Verdict(Role.TEXT, reason)
    if is_binding(sentence):
        return Verdict(Role.DUTY, "verb")
    if reason == "price" and gives_account(sentence) and not has_money(sentence):
        return Verdict(Role.DUTY, "verb")
    if not is_duty(sentence):
        return Verdict(Role.TEXT, reason)
    first_part = _AND.split(sentence, maxsplit=1)[0]
    if reason == "price" and is_duty(first_part) and not says(first_part):
        return Verdict(Role.DUTY, "verb")  # "pitää yllä järjestelmää ja maksaa lisenssit"
    if reason in _SOFT:
        return _unsure("obliges", Role.DUTY, "verb")
    return _unsure(reason if reason in ("permission", "price") else "obliges", Role.TEXT, reason)


def _is_whole(sentence: str) -> bool:
    return sentence[-1:] == "." and not sentence[:1].islower()
