"""What was decided at a meeting, without that it was held: how often is told by itself. Pure."""

import re

from kimppa.core.prose.clauses import Clause
from kimppa.core.words.messages import capital
from kimppa.core.words.verbs import finite_verb, is_finite

_MEETING = r"(?:kokous|sammanträde|palaveri|tapaaminen|ryhmä|toimikunta|valiokunta|johtajat)"
_MEETING_CLAUSE = re.compile(
    rf"(?P<when>(?:\w{{3,10}}kuussa )?)pidettiin [^;.]{{0,80}}?{_MEETING}\b(?P<rest>.*)",
    re.IGNORECASE,
)
_GATHERING = re.compile(
    r"(?P<subject>[^,;.]{1,60}?) ?\b(?:kokoontui(?:vat)?|sammanträdde|möttes|träffades|met)\b"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(
    r"[^,;.]{1,60}?(?:mötet?|sammanträdet?|meeting) (?:hölls|was held)\b(?P<rest>.*)",
    re.IGNORECASE,
)
# "Johtajien tapaamisessa etänä sovittiin kesäkuussa maksuista": where is known.
_AT = re.compile(
    r"(?:johtajien |johtoryhmän )?(?:\w{3,10}kuun )?(?:kokouksessa|tapaamisessa|palaverissa)"
    r"(?: etänä| \w{3,30}ss[aä])? (?P<verb>\w{3,30}tiin)(?P<when> \w{3,10}kuussa)?(?P<rest> .*)",
    re.IGNORECASE,
)
_AND = re.compile(r"[^,;.]*?,? (?:ja|och|and) (?P<done>[^,;]{3,300})")
_PASSIVE = re.compile(r"\w{1,40}tiin\b")


def decided(text: str, language: str) -> str:
    """The sentence without the clause that a meeting was held; "" where it tells no more."""
    patterns = (_MEETING_CLAUSE, _GATHERING) if language == "fi" else (_GATHERING, _TOOK_PLACE)
    if language == "fi" and (sentence_at_meeting := _AT.fullmatch(text)):
        when = (sentence_at_meeting["when"] or "").strip()
        return (
            capital(f"{when} {sentence_at_meeting['verb']}{sentence_at_meeting['rest']}".strip())
            if when
            else text
        )
    meeting = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if meeting is None:
        return text
    decision_clause = _AND.fullmatch(meeting["rest"].rstrip("."))
    if decision_clause is None or finite_verb(f"x {decision_clause['done']}", language) is None:
        return ""
    parts, decision = meeting.groupdict(), decision_clause["done"]
    when, subject = parts.get("when") or "", parts.get("subject") or ""
    begins_with_verb = is_finite(decision.partition(" ")[0].casefold(), language)
    if subject and begins_with_verb and not _PASSIVE.match(decision):
        return f"{capital(f'{subject} {decision}')}."
    if not when or _PASSIVE.match(decision):
        return f"{capital(f'{when}{decision}')}."
    clause = Clause.read(decision)
    return f"{capital(clause.sentence(when.strip().lower()))}." if clause else ""
