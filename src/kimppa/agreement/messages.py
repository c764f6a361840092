"""The agreement's notions in the words of the pages."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import count

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from kimppa.agreement.coverage.matrix import DutyKind, DutyRow, DutyView, Lack, Row
from kimppa.agreement.files.encoding import REASONS as READING
from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.structure.edit import REASONS as EDITING
from kimppa.agreement.structure.edit import EditError
from kimppa.agreement.structure.mending import REMEMBERED, LineAt, Mend, Verb
from kimppa.agreement.text.paper import Role
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import LENGTHS, DueRule, Period, parse, periods
from kimppa.core.evidence.phrases import OCCASIONS
from kimppa.core.topics import label
from kimppa.documents.numbers import month_name
from kimppa.ui.numbers import day, language

WHEN: dict[str, str | Promise] = {
    "continuous": gettext_lazy("all year"),
    "as-needed": gettext_lazy("when needed"),
    "monthly": gettext_lazy("every month"),
    "two-monthly": gettext_lazy("every second month"),
    "quarterly": gettext_lazy("four times a year"),
    "four-monthly": gettext_lazy("three times a year"),
    "half-yearly": gettext_lazy("twice a year"),
    "yearly": gettext_lazy("once a year"),
    "by": gettext_lazy("by a day"),
    "within": gettext_lazy("within some days"),
}
"""What each kind of due rule is called."""


def due_text(rule: str, year: int) -> str:
    """When a duty of the agreement year is due."""
    due_rule = parse(rule)
    if due_rule.cycle == 1:
        return _words_in_a_year(due_rule, year)
    cycle = every_years(due_rule.cycle)
    if due_rule.asks(year):
        dated = due_rule if due_rule.kind != "yearly" else parse("by 12-31")
        return f"{cycle}: {_words_in_a_year(dated, year)}"
    next_year = next(y for y in count(max(year + 1, due_rule.since)) if due_rule.asks(y))
    return _("%(cycle)s, next in %(year)d") % {"cycle": cycle, "year": next_year}


def _words_in_a_year(rule: DueRule, year: int) -> str:
    if rule.kind == "within":
        return ngettext("within %(n)d day", "within %(n)d days", rule.limit) % {"n": rule.limit}
    often = str(WHEN[rule.kind])
    if rule.day_after:
        text = _("%(often)s, by day %(day)d of the next month")
        return text % {"often": often, "day": rule.day_after}
    if not rule.days:
        return often
    days = [_short_day(due.on(year), year) for due in rule.days]
    if rule.kind == "by":
        if len(days) == 1:
            return _("by %(day)s") % {"day": day(rule.days[0].on(year))}
        times = _("%(n)d times a year") % {"n": len(days)}
        often = str(WHEN["half-yearly"]) if len(days) == 2 else times
    elif len(days) * LENGTHS[rule.kind] < 12:
        spans = [period_text(rule, period) for period in periods(rule, year)]
        return ", ".join(
            _("%(months)s by %(day)s") % {"months": months, "day": text}
            for months, text in zip(spans, days, strict=True)
        )
    return f"{often}: {enumeration(days)}"


def _short_day(date: dt.date, year: int) -> str:
    """The day, without the year when it is the agreement's."""
    return day(date).removesuffix(str(year)).rstrip()


def enumeration(parts: Sequence[str]) -> str:
    """Two or more as "a, b and c"."""
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def every_years(cycle: int) -> str:
    """Such as "every second year"; cycles are 1–9 years."""
    ordinals = {1: _("every year"), 2: _("every second year"), 3: _("every third year")}
    return ordinals.get(cycle) or _("every %(n)d years") % {"n": cycle}


def period_text(rule: DueRule, period: Period) -> str:
    """The months that a due day of a rule that recurs asks work of, "" for single days."""
    if rule.kind not in LENGTHS or rule.kind == "yearly":
        return ""
    names = [month_name(day.month, language()) for day in (period.first, period.last)]
    return "–".join(dict.fromkeys(names))


def lacking(row: Row) -> list[str]:
    """What of a line is past its day and not done, or was called off, as sentences: which period,
    in which municipalities.
    """
    many = len(row.duties) > 1
    return [
        f"{label(duty.duty.topic)}: {text[:1].lower()}{text[1:]}"
        if many and duty.duty.topic
        else text
        for duty in row.duties
        for text in _lacking(duty)
    ]


def _lacking(duty: DutyRow) -> Iterator[str]:
    rule = parse(duty.duty.due)
    lacks_by_names: dict[tuple[bool, tuple[str, ...]], list[Lack]] = {}
    for lack in duty.lacks:
        lacks_by_names.setdefault((lack.called_off, lack.names), []).append(lack)
    for (called_off, names), lacks in lacks_by_names.items():
        periods = [lack.period for lack in lacks if lack.period]
        months = ", ".join(filter(None, (period_text(rule, period) for period in periods)))
        days = ", ".join(day(period.due) for period in periods)
        words = (
            _called_off(months or days) if called_off else _undone_words(months, days, duty.duty)
        )
        yield f"{words}: {', '.join(names)}." if names else f"{words}."


def _called_off(when: str) -> str:
    return _("Called off or moved (%(when)s)") % {"when": when}


def _undone_words(months: str, days: str, duty: DutyView) -> str:
    if duty.kind == DutyKind.DELIVERABLE:
        text_by, text_for, text_undone = (
            _("No delivery has been made by %(days)s"),
            _("No delivery has been made for %(months)s"),
            _("No delivery has been made"),
        )
    elif duty.topic in OCCASIONS:
        text_by, text_for, text_undone = (
            _("No meeting has been recorded by %(days)s"),
            _("No meeting has been recorded for %(months)s"),
            _("No meeting has been recorded"),
        )
    else:
        text_by, text_for, text_undone = (
            _("No work has been recorded by %(days)s"),
            _("No work has been recorded for %(months)s"),
            _("No work has been recorded"),
        )
    if months:
        return text_for % {"months": months}
    return text_by % {"days": days} if days else text_undone


def duty_words(duty: DutyView, year: int) -> dict[str, str]:
    """A duty in words: topic, service, kind, due, responsible; `asked` and `asked_due` are empty
    when nobody needs to be asked about the topic and the due.
    """
    return {
        "topic": _topic_words(duty),
        "asked": "topic" if duty.asks_topic else "",
        "asked_due": "due" if duty.asks_due else "",
        "service": duty.service,
        "kind": str(Duty.Kind(duty.kind).label),
        "due": due_text(duty.due, year),
        "responsible": str(ROLE_LABELS[duty.responsible]),
    }


def _topic_words(duty: DutyView) -> str:
    if not duty.asks_topic:
        return label(duty.topic) if duty.topic else _("No topic")
    return f"{label(duty.topic)}?" if duty.topic else _("Topic missing")


def refusal(error: AgreementTextError | EditError) -> str:
    """Why a text cannot be read or edited and what to do about it, in the active language."""
    reasons = READING if isinstance(error, AgreementTextError) else EDITING
    return _(reasons[error.code]).format(**error.params)


ROLES: dict[Role, str | Promise] = {
    Role.DUTY: gettext_lazy("Obligation"),
    Role.HEADING: gettext_lazy("Heading"),
    Role.LEAD: gettext_lazy("Start of a list"),
    Role.ROW: gettext_lazy("Row of a table"),
    Role.TEXT: gettext_lazy("Obliges nobody"),
    Role.PAGE: gettext_lazy("Part of the page"),
    Role.TRANSLATION: gettext_lazy("Other language"),
}
"""What a line of a paper is called by the part that it plays."""

KEYS: dict[str, str | Promise] = {
    "duty": pgettext_lazy("key of the keyboard", "D"),
    "heading": pgettext_lazy("key of the keyboard", "H"),
    "lead": pgettext_lazy("key of the keyboard", "L"),
    "row": pgettext_lazy("key of the keyboard", "T"),
    "text": pgettext_lazy("key of the keyboard", "X"),
    "page": pgettext_lazy("key of the keyboard", "P"),
    "translation": pgettext_lazy("key of the keyboard", "O"),
    "join": pgettext_lazy("key of the keyboard", "J"),
    "split": pgettext_lazy("key of the keyboard", "S"),
    "undo": pgettext_lazy("key of the keyboard", "Z"),
    "next": pgettext_lazy("key of the keyboard", "N"),
    "topic": pgettext_lazy("key of the keyboard", "A"),
}
"""The letter that does a thing to the line at hand: another one in each language."""

WHY: dict[str, str | Promise] = {
    "title": gettext_lazy("It is the paper's title."),
    "style": gettext_lazy("Word shows it as a heading."),
    "numbered": gettext_lazy("It has a number or a mark of its own."),
    "alone": gettext_lazy("It is a short line that stands alone."),
    "capitals": gettext_lazy("It is written in capitals."),
    "verb": gettext_lazy("It says who does what."),
    "passive": gettext_lazy("It says what is done, not by whom."),
    "necessity": gettext_lazy("It says what has to be done."),
    "under-lead": gettext_lazy("It ends the sentence that the list begins with."),
    "under-heading": gettext_lazy("It is a task in a list under its heading."),
    "table": gettext_lazy("It has columns, as a table has."),
    "permission": gettext_lazy("It gives leave to do something."),
    "definition": gettext_lazy("It tells what a word means."),
    "price": gettext_lazy("It tells of the price."),
    "validity": gettext_lazy("It tells how long the agreement is in force."),
    "liability": gettext_lazy("It tells who is liable."),
    "law": gettext_lazy("It tells of a law."),
    "parties": gettext_lazy("It tells who the parties are."),
    "signature": gettext_lazy("It is a place for signatures."),
    "principle": gettext_lazy("It tells a principle."),
    "background": gettext_lazy("It tells the background of the agreement."),
    "preamble": gettext_lazy("It stands before the first section."),
    "staff": gettext_lazy("It tells of the staff."),
    "notice": gettext_lazy("It tells how the agreement is ended."),
    "voting": gettext_lazy("It tells how decisions are made."),
    "paragraph": gettext_lazy("It is a paragraph without a sign of an obligation."),
    "repeated": gettext_lazy("The same stands on many pages."),
    "page-number": gettext_lazy("It is the number of a page."),
    "contents": gettext_lazy("It belongs to the list of contents."),
    "picture": gettext_lazy("The page is a picture: its words cannot be read."),
    "other-language": gettext_lazy("The same stands in the other language."),
    "replaced": gettext_lazy("A later line takes its place."),
    "replaces": gettext_lazy("It takes the place of an earlier line."),
    "remembered": gettext_lazy("The agreement before had the same words in this part."),
    "person": gettext_lazy("You said so."),
}
"""Why a line was read as it was, by the code of the reader."""

ASKS: dict[str, str | Promise] = {
    "obliges": gettext_lazy("It does not say who acts. A principle or an obligation?"),
    "permission": gettext_lazy("“May” gives leave. Is it to be followed all the same?"),
    "table": gettext_lazy("Is this a table?"),
    "heading": gettext_lazy("A heading without a number. A section of its own or inside one?"),
    "two": gettext_lazy("Two who act. One clause or two?"),
    "price": gettext_lazy("Does it tell the price, or is it to be followed?"),
    "replaces": gettext_lazy("The same matter as on line %(line)s. Does this take its place?"),
    "page": gettext_lazy("Part of the page or a line of the agreement?"),
    "language": gettext_lazy("The same in another language, or a line of its own?"),
}
"""What is asked of a line that the reader is not sure of, by its code."""

ANSWERS: dict[str, str | Promise] = {
    "own": gettext_lazy("A section of its own"),
    "under": gettext_lazy("Inside the section above"),
    "split": gettext_lazy("Two clauses"),
    "keep": gettext_lazy("One clause"),
    "replace": gettext_lazy("It takes its place"),
    "new": gettext_lazy("A new clause"),
}
"""Answers that are no roles."""

_CHANGES: dict[Verb, str | Promise] = {
    Verb.RAISE: gettext_lazy("line %(line)s raised"),
    Verb.LOWER: gettext_lazy("line %(line)s lowered"),
    Verb.JOIN: gettext_lazy("line %(line)s joined to the one before it"),
    Verb.SPLIT: gettext_lazy("line %(line)s split"),
    Verb.REPLACE: gettext_lazy("line %(line)s takes the place of another"),
    Verb.NEW: gettext_lazy("line %(line)s is a clause of its own"),
    Verb.KEEP: gettext_lazy("line %(line)s is right as it is"),
}


def why_text(code: str) -> str:
    """Why a line was read as it was; a general word for a code without its own."""
    return str(WHY.get(code) or _("The reader took it so by its place and words."))


def pictures_text(pages: Sequence[str]) -> str:
    """What to do about pages that are pictures."""
    text = ngettext(
        "Page %(pages)s is a picture, and its words are not here. Make it text and bring the file"
        " in again.",
        "Pages %(pages)s are pictures, and their words are not here. Make them text and bring the"
        " file in again.",
        len(pages),
    )
    return text % {"pages": ", ".join(pages)}


def ask_text(code: str, line: str = "") -> str:
    """What is asked of a line; `line` is the number of an earlier one that it may replace."""
    text = str(ASKS.get(code) or _("What is this line?"))
    return text % {"line": line} if "%(line)s" in text else text


def change_text(mend: Mend) -> str:
    """A change of a paper's lines in words."""
    line = mend.lines[0].partition("-")[0]
    if mend.verb is Verb.TOPIC:
        topic = label(mend.topic) if mend.topic else _("No topic")
        many = ngettext("line %(line)s: %(topic)s", "%(n)d lines: %(topic)s", len(mend.lines))
        text = many % {"line": line, "n": len(mend.lines), "topic": topic}
    elif mend.role is None:
        text = str(_CHANGES[mend.verb]) % {"line": line}
    else:
        role = str(ROLES[mend.role])
        many = ngettext("line %(line)s: %(role)s", "%(n)d lines: %(role)s", len(mend.lines))
        text = many % {"line": line, "n": len(mend.lines), "role": role}
    return _("%(change)s, as before") % {"change": text} if mend.why == REMEMBERED else text


def note_text(line_at: LineAt) -> str:
    """What was done to the words of a line; empty where nothing was."""
    was_joined, was_split = line_at.last > line_at.first, bool(line_at.offset)
    if line_at.line.why == REMEMBERED and (was_joined or was_split):
        return _("joined as before") if was_joined else _("split as before")
    return pgettext("of a paper", "joined") if was_joined else ""


def limit_title(numbers: Sequence[str]) -> str:
    """What the log and *Undo* call a change of whom the lines concern."""
    text = ngettext(
        "Clause %(numbers)s: whom it concerns",
        "Clauses %(numbers)s: whom they concern",
        len(numbers),
    )
    return text % {"numbers": ", ".join(numbers)}


# What the audit log calls the actions that only this room does.
VERBS: dict[str, str | Promise] = {
    "duties": gettext_lazy("Duties of a line changed"),
    "import": gettext_lazy("Imported"),
    "in-force": gettext_lazy("Put in force"),
    "join": gettext_lazy("Rows joined"),
    "leave-out": gettext_lazy("Row left out"),
    "limit": gettext_lazy("Municipalities of a line changed"),
    "merge": gettext_lazy("Line joined to the one before"),
    "move": gettext_lazy("Line moved"),
    "name-section": gettext_lazy("Section named"),
    "oblige": gettext_lazy("Made a line of the agreement"),
    "oblige-nobody": gettext_lazy("Made text that obliges nobody"),
    "parties": gettext_lazy("Parties changed"),
    "place": gettext_lazy("Line placed"),
    "replace": gettext_lazy("Replaced"),
    "services": gettext_lazy("Services of a line changed"),
    "split": gettext_lazy("Line split"),
    "start-section": gettext_lazy("Section begun"),
    "terms": gettext_lazy("Terms changed"),
}
