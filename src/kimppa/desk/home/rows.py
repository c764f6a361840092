"""The lines of the agreement as rows: words, pictures and addresses."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.agreement.coverage.matrix import Coverage, Row, State
from kimppa.agreement.messages import lacking
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.queries import LatestWork
from kimppa.core.memo import remember
from kimppa.core.words.messages import capital, say
from kimppa.core.words.numerals import in_words
from kimppa.desk.home.lines import (
    MANY,
    NEWEST,
    URGENT,
    Line,
    Step,
    StepKind,
    by_urgency,
    delivered_share,
    is_behind,
    late_steps,
    months_of,
)
from kimppa.desk.home.overview import Overview, overview
from kimppa.documents import charts
from kimppa.documents.charts import LINE_STATES, LineState
from kimppa.ui import lines as ui
from kimppa.ui.lines import LineRow, LineSection, LineTable, Work, line_state
from kimppa.ui.numbers import day, language, number, short_day
from kimppa.ui.status import STATUSES

ROW_WORDS: dict[str, str | Promise] = {
    "partial": gettext_lazy("Partly"),
    "no-need": gettext_lazy("No need"),
}
STATE_WORDS: dict[LineState, str | Promise] = {
    "late": STATUSES["late"].word,
    "partial": STATUSES["partial"].word,
    "ongoing": STATUSES["ongoing"].word,
    "draft": STATUSES["draft"].word,
    "done": STATUSES["done"].word,
    "none": gettext_lazy("No need"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown, and in which order; what the address does not know is passed over."""

    state: str = ""
    only_open: bool = False
    by_urgency: bool = False

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Filter":
        state = params.get("tila", "")
        return cls(
            state if state in LINE_STATES else "",
            params.get("avoimet") == "1",
            params.get("jarjestys") == "kiire",
        )

    def keeps(self, row: LineRow) -> bool:
        if self.state:
            return line_state(row.state) == self.state
        return row.is_open or not self.only_open


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the rows of a year for a reader, from its overview and the newest works by line."""

    overview: Overview
    works: Mapping[str, Sequence[LatestWork]]
    edits: bool
    logs: bool
    whole: Mapping[str, tuple[str, str]] | None = None
    """The figures of all municipalities by line, where a municipality's own stand beside them."""

    @classmethod
    def of(
        cls, overview: Overview, works: Mapping[str, Sequence[LatestWork]], person: Person
    ) -> "Rows":
        edits, logs = person.can(Permission.EDIT_REPORT), person.can(Permission.LOG_WORK)
        return cls(overview, works, edits, logs)

    def beside_all(self) -> "Rows":
        """These rows with the figures of all municipalities, and the own ones in a column."""
        year = self.overview.coverage.year
        return replace(self, whole=remember("line figures", year, make=lambda: figures_of(year)))

    def table(self, row_filter: Filter) -> LineTable:
        """The rows that the filter keeps, under their sections or by urgency."""
        coverage = self.overview.coverage
        return LineTable(
            self._urgent(row_filter) if row_filter.by_urgency else self._sections(row_filter),
            mark_safe(charts.strip_letters(coverage.year, language())),
            ui.municipality_head([party.name for party in coverage.parties]),
            _("Our own") if self.whole is not None else "",
        )

    def _urgent(self, row_filter: Filter) -> list[LineSection]:
        rows = [self.row(line) for line in by_urgency(self.overview.sections)]
        return [
            LineSection(
                "", _("The late and the next first"), "", list(filter(row_filter.keeps, rows))
            )
        ]

    def _sections(self, row_filter: Filter) -> list[LineSection]:
        folds = self.overview.lines >= MANY and not row_filter.state
        sections = []
        for section in self.overview.sections:
            rows = [row for line in section.lines if row_filter.keeps(row := self.row(line))]
            urgent = [line.row.clause.number for line in by_urgency([section])][:URGENT]
            open_rows = [row for row in rows if row.is_open and row.number in urgent]
            folded_rows = [row for row in rows if row not in open_rows]
            names = section.number, section.title, section.short_title
            if folds and len(folded_rows) > 1:
                sections.append(LineSection(*names, open_rows, folded(folded_rows)))
            elif rows:
                sections.append(LineSection(*names, rows))
        return sections

    def row(self, line: Line) -> LineRow:
        row, coverage = line.row, self.overview.coverage
        today = dt.date.min if self.overview.draft else coverage.today
        month_before, *months, month_after = months_of(row, today, coverage.year)
        states = [(mark.name, self._status(mark.state)) for mark in row.marks]
        state = self._status(row.state)
        state_by_code = {mark.code: self._status(mark.state) for mark in row.marks}
        in_columns = [(party.name, state_by_code.get(party.code, "")) for party in coverage.parties]
        towns, share = ui.municipality_column(in_columns, state)
        own_figure = figure_of(line)
        figure, unit = (self.whole or {}).get(row.clause.number, own_figure)
        duty = next((duty.id for duty in row.clause.duties if duty.topic), 0)
        lack_words = lacks(line, today)
        return LineRow(
            number=row.clause.number,
            name=row.clause.name,
            state=state,
            state_text=state_words(state, row.label),
            strip=mark_safe(charts.strip(month_before, months, month_after, language())),
            figure=figure,
            unit=unit,
            municipalities=towns,
            share=share,
            words=row.clause.words,
            sentences=line.sentences,
            works=self._works(line, NEWEST - bool(lack_words)),
            url=reverse("agreement:work", args=[coverage.year, row.clause.number]),
            edit_url=self._edit_url(row.clause.number),
            duty=duty if self.logs else 0,
            by_state=ui.states_in_words(states),
            place_names=row.clause.place_names,
            own=self._own(state, own_figure, (figure, unit)) if self.whole is not None else None,
            lacks=lack_words,
        )

    def _own(self, state: str, figure: tuple[str, str], common: tuple[str, str]) -> ui.OwnFigure:
        """Where the work is common, or one delivery is all there is, the mark alone."""
        mark = mark_safe(charts.town_mark(line_state(state), language()))
        says_no_more = figure == common or figure[1] == _("delivered")
        return ui.OwnFigure(mark, *(("", "") if says_no_more else figure))

    def states(self) -> list[str]:
        """How each line stands, whatever a filter keeps."""
        return [self._status(row.state) for row in self.overview.coverage.rows]

    def _status(self, state: State) -> str:
        """Nothing of an agreement that is not in force yet is late."""
        return "draft" if self.overview.draft and state in _OPEN else state

    def _works(self, line: Line, count: int) -> list[Work]:
        works = [
            Work(work.date, work.title, reverse("desk:work", args=[work.pk]))
            for work in self.works.get(line.row.clause.number, ())
        ]
        if line.step is None or line.step.due is None:
            return works[:count]
        step = Work(line.step.due, step_words(line.step, acts=self.edits), line.step.url)
        return [*works[: count - 1], step]

    def _edit_url(self, clause: str) -> str:
        if not self.edits or self.overview.draft:
            return ""
        report = reverse("report:year", args=[self.overview.coverage.year])
        return f"{report}#kohta-{clause.replace('.', '-')}"


_OPEN = (State.LATE, State.PARTIAL, State.ONGOING)


def state_words(state: str, label: str) -> str:
    """The state as a row says it: "Osittain 1/2"."""
    share = label if state in _OPEN else ""
    return f"{ROW_WORDS.get(state, STATUSES[state].word)} {share}".strip()


def lacks(line: Line, today: dt.date) -> str:
    """What the last of "4/5" is: "No work for July–September. Not done: Minutes by 1.10.2024.";
    empty when nothing is late or called off.
    """
    steps = [
        _("%(step)s by %(day)s") % {"step": step, "day": day(due)}
        for due, step in late_steps(line.row, today)
    ]
    undone = [_("Not done: %(what)s.") % {"what": ", ".join(steps)}] if steps else []
    return " ".join(
        [*lacking(line.row), *undone, *_next_day_words(line.row, today, is_late=bool(steps))]
    )


def _next_day_words(row: Row, today: dt.date, *, is_late: bool) -> Iterator[str]:
    """The next day of a line that lags: without it a late line seems to have none."""
    next_step = next((step for step in row.open_steps if step.due >= today), None)
    if is_late and next_step is not None:
        yield _("Next: %(step)s by %(day)s.") % {"step": next_step.title, "day": day(next_step.due)}


def figures_of(year: int) -> dict[str, tuple[str, str]]:
    """The figure of each line of a year's agreement for all municipalities, by its number."""
    sections = overview(year, None).sections
    return {line.row.clause.number: figure_of(line) for s in sections for line in s.lines}


def figure_of(line: Line) -> tuple[str, str]:
    """The number and unit of a row: what its room says first, else how many municipalities have
    got what is to be delivered, else how many pieces of work there are.
    """
    if line.headline[0]:
        return line.headline
    reached_count, town_count = delivered_share(line.row)
    if town_count:
        return f"{reached_count}/{town_count}", _("delivered")
    count = line.row.count
    return (
        (number(count), ngettext("piece of work", "pieces of work", count)) if count else ("", "")
    )


def step_words(step: Step, *, acts: bool) -> str:
    """A step in the words of whoever takes it, or of those for whom it is taken."""
    is_rest = step.kind is StepKind.DELIVER_REST
    if step.kind is StepKind.PLANNED:
        return step.title
    if step.kind in (StepKind.DELIVER, StepKind.DELIVER_REST):
        words = _("To be delivered") if acts else _("Will be delivered")
        return f"{words}: {', '.join(step.missing)}" if is_rest and step.missing else words
    return _("To be done and recorded") if acts else _("Will be done")


def folded(rows: Sequence[LineRow]) -> ui.Fold:
    """The rows as one, with how they stand in a bar and in words."""
    counts = counts_by_state(row.state for row in rows)
    words = ", ".join(f"{count} {str(STATE_WORDS[key]).lower()}" for key, count in counts.items())
    bar = charts.state_bar(counts, f"{words}.")
    return ui.Fold(rows, words, next(iter(counts)), mark_safe(bar))


def counts_by_state(states: Iterable[str]) -> dict[LineState, int]:
    """How many lines stand in each state, the open first, without those that none has."""
    counts = dict.fromkeys(LINE_STATES, 0)
    for state in states:
        counts[line_state(state)] += 1
    return {state: count for state, count in counts.items() if count}


def lead(overview: Overview, late_count: int | None = None) -> str:
    """The page in two sentences: what is late and what is due within a month. `late_count` is how
    many matters are, of the list beside; without it lines are told of.
    """
    if overview.draft:
        return _("The agreement is a draft: nothing is late before it is in force.")
    coverage = overview.coverage
    horizon = coverage.today + dt.timedelta(days=31)
    dues = [row.next_due for row in coverage.rows if row.next_due and row.next_due <= horizon]
    sentences = [_late_lines(coverage) if late_count is None else _late_matters(late_count)]
    if dues:
        words = ngettext("One is due by %(day)s.", "%(count)s are due by %(day)s.", len(dues))
        sentences.append(words % {"count": _first_word(len(dues)), "day": short_day(max(dues))})
    return " ".join(sentences)


def _late_matters(count: int) -> str:
    if not count:
        return _("Nothing is late.")
    words = ngettext("One matter is late.", "%(count)s matters are late.", count)
    return words % {"count": _first_word(count)}


def _late_lines(coverage: Coverage) -> str:
    """How many lines are late or, where some of them are partly done, in how many something is."""
    late_count = coverage.states()[State.LATE]
    behind_count = sum(is_behind(row, coverage.today) for row in coverage.rows)
    if late_count and late_count == behind_count:
        words = ngettext(
            "One line of the agreement is late.",
            "%(count)s lines of the agreement are late.",
            late_count,
        )
        return words % {"count": _first_word(late_count)}
    if behind_count:
        words = ngettext(
            "Something is late in {count} line of the agreement.",
            "Something is late in {count} lines of the agreement.",
            behind_count,
        )
        return capital(say(words, count=behind_count))
    return _("No line of the agreement is late.")


def _first_word(number: int) -> str:
    """A number that begins a sentence: "Viisi", "12"."""
    return capital(in_words(number, language()))
