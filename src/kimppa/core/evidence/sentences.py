"""What is said of each line of the agreement: the rooms' sentences and the logged work's.

At most three sentences and 45 words a line: a figure against its target, what the rooms say, then
the latest and the most telling work in the words in which it was logged.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from kimppa.core.aims import Target, targets
from kimppa.core.area import Sentence, areas, summaries
from kimppa.core.consortium.models import Municipality
from kimppa.core.duties.subjects import topic_of
from kimppa.core.evidence import phrases
from kimppa.core.evidence.fitting import SENTENCES, fitted, room_for, split
from kimppa.core.evidence.matters import (
    Entry,
    Matter,
    Wording,
    has_number,
    matters,
    occasions,
    pick,
)
from kimppa.core.evidence.models import Evidence, EvidenceQuerySet
from kimppa.core.evidence.queries import Tally, tallies
from kimppa.core.evidence.targets import with_target
from kimppa.core.evidence.totals import Total, adds_up, countable, numbers_in, read_totals
from kimppa.core.language import active_language, official_language
from kimppa.core.memo import read_once
from kimppa.core.prose.gatherings import decided
from kimppa.core.prose.linking import linked
from kimppa.core.prose.projects import is_unnamed, named_once, project_name, with_project
from kimppa.core.words.calling_off import is_called_off
from kimppa.core.words.messages import in_months, say
from kimppa.core.words.numerals import in_words
from kimppa.core.words.services import introduced
from kimppa.documents import numbers
from kimppa.documents.blocks import Language

NEWEST = 30  # of the entries of a line so many are read


def sentences(
    duties: Mapping[int, str],
    year: int,
    municipality: Municipality | None = None,
    year_tallies: Sequence[Tally] | None = None,
) -> dict[int, list[Sentence]]:
    """The sentences of each duty of a year, given by its subject.

    Where an area has a sentence on the topic, its own work is not told again. What an area says of
    a subject that several duties share stands at the one that most of its work counts for.
    `year_tallies` are those of `tallies`, read here when not given.
    """
    if year_tallies is None:
        year_tallies = tallies(year, municipality)
    by_subject = summaries(dict.fromkeys(duties.values()), year, municipality)
    owners = _owners(duties, year_tallies)
    spoken_topics = {topic_of(subject) for subject, texts in by_subject.items() if texts}
    language = official_language()
    works = _works(duties, year, municipality, year_tallies, spoken_topics, language)
    aims = read_once("targets", year, make=lambda: targets(year))
    by_duty = {}
    for duty, subject in duties.items():
        of_rooms = by_subject[subject] if owners[subject] == duty else []
        if municipality is None:
            of_rooms = [with_target(text, topic_of(subject), aims) for text in of_rooms]
        by_duty[duty] = fitted(_line_sentences(works[duty], of_rooms, year, aims, language))
    return by_duty


def _owners(duties: Mapping[int, str], year_tallies: Iterable[Tally]) -> dict[str, int]:
    """The duty of each subject for which most work of rooms counts, the first of equals."""
    by_rooms: dict[int | None, int] = defaultdict(int)
    for tally in year_tallies:
        by_rooms[tally.duty_id] += tally.by_rooms
    owners: dict[str, int] = {}
    for duty, subject in duties.items():
        if subject not in owners or by_rooms[duty] > by_rooms[owners[subject]]:
            owners[subject] = duty
    return owners


@dataclass
class _Work:
    """What was recorded for a duty."""

    topic: str
    is_silent: bool
    place: str = ""
    count: int = 0
    by_hand: int = 0
    delivered: list[dt.date] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    no_need: list[Entry] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    is_example: bool = False
    service_kinds: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def project(self) -> str:
        return project_name(entry.title for entry in self.entries)


def _works(
    duties: Mapping[int, str],
    year: int,
    municipality: Municipality | None,
    year_tallies: Iterable[Tally],
    spoken_topics: Collection[str],
    language: Language,
) -> dict[int, _Work]:
    """The work by the duty's id; `duties` are subjects (`topic` or `topic@service`) by id."""
    kinds: dict[str, str] = {}
    works = {
        duty: _Work(
            topic_of(subject),
            topic_of(subject) not in spoken_topics,
            municipality.name if municipality else "",
            service_kinds=kinds,
        )
        for duty, subject in duties.items()
    }
    for tally in year_tallies:
        if tally.duty_id is not None and (work := works.get(tally.duty_id)):
            _tally(work, tally, year)
    silent_duties = [duty for duty, work in works.items() if work.is_silent]
    work_entries = Evidence.objects.standing().filter(
        Q(duty__in=silent_duties) | Q(area="") | ~_own_work_of_rooms(),
        agreement_year=year,
        duty__in=duties,
        kind__in=(Evidence.Kind.WORK, Evidence.Kind.NO_NEED),
    )
    for duty, entry, kind, is_example, service in _entries(work_entries, municipality, language):
        work = works[duty]
        kinds |= {name: service[0] for name in service[1:] if name}
        work.is_example |= is_example
        (work.no_need if kind == Evidence.Kind.NO_NEED else work.entries).append(entry)
    # What was done after the year may tell of it, but its figures are the next year's.
    for duty, total in read_totals(work_entries.filter(date__year__lte=year), municipality):
        works[duty].totals.append(total)
    return works


def _tally(work: _Work, tally: Tally, year: int) -> None:
    work.count += tally.count if work.is_silent else tally.handwritten
    work.by_hand += tally.handwritten
    if tally.kind == Evidence.Kind.DELIVERY and tally.count:
        months = year * 12 + tally.slot - 1
        work.delivered.append(dt.date(months // 12, months % 12 + 1, 1))


def _own_work_of_rooms() -> Q:
    """Work of rooms in the topics that they speak of."""
    own_work = Q()
    for room in areas():
        if room.summary:
            own_work |= Q(area=room.slug, topic__in=room.topics)
    return own_work


def _entries(
    work_entries: EvidenceQuerySet, municipality: Municipality | None, language: Language
) -> Iterable[tuple[int, Entry, str, bool, tuple[str, ...]]]:
    """The newest entries of each duty, the newest first, with the kind and the names of the
    service that each is of.
    """
    place_in_line = Window(
        RowNumber(),
        partition_by=[F("duty")],
        order_by=[F("date").desc(), F("pk").desc()],
    )
    # Ranking ids alone is answered from an index; whole rows are read for the few that win.
    entries_concerning = work_entries.for_municipality(municipality).order_by()
    ranked_ids = entries_concerning.values("pk").annotate(place_in_line=place_in_line)
    names = (
        "duty_id", "pk", "date", "title", "for_all", "same_as_id", "kind", "example",
        "area", "agreement_year", "service__kind", "service__name_fi", "service__name_sv",
    )  # fmt: skip
    newest_entries = Evidence.objects.filter(
        pk__in=ranked_ids.filter(place_in_line__lte=NEWEST).values("pk")
    )
    # A row for each figure, in one query: those of one entry stand behind one another.
    figures = newest_entries.order_by("-date", "-pk", "figures__pk").values_list(
        *names, "topic", "figures__label", "figures__value"
    )
    for work_entry, with_figures in groupby(figures, key=lambda fields: fields[: len(names) + 1]):
        duty, pk, day, title, for_all, same_as, kind, example, area, year, *type_fields = work_entry
        *service, topic = type_fields
        counts = ((label, number) for *_rest, label, number in with_figures if label)
        is_own = municipality is not None and not for_all
        amount = phrases.amount_beside(topic, title, counts, language)
        # What a room marks as done after its year was done on no day that is known.
        is_dated = not area or day.year <= year
        entry = Entry(pk, day, title, is_own, same_as or 0, amount, is_dated)
        yield duty, entry, kind, example, tuple(service)


def _line_sentences(
    work: _Work,
    of_rooms: Sequence[Sentence],
    year: int,
    aims: Iterable[Target],
    language: Language,
) -> list[Sentence]:
    """The line's sentences in the order in which they are read; people log in the `language`."""
    lead = [with_target(s, work.topic, aims) for s in _figure_sentences(work, of_rooms)[:1]]
    line = matters(_entries_with_project(work, language), year, active_language(), language)
    number = _number(lead[0], language) if lead else set()
    if lead and _is_exceeded(work, lead[0], line):
        lead, number = [], set()
    if lead and number and ";" not in lead[0].text and has_number(line, number):
        lead, number = [], set()
    if lead and work.topic in phrases.COUNTED_WHOLE:
        of_figure = [m for m in line if phrases.is_of_figure(work.topic, " ".join(m.texts))]
        if any(phrases.says_number(work.topic, " ".join(matter.texts)) for matter in of_figure):
            lead, number = [], set()  # not all of them are in the figure
        else:
            line = [matter for matter in line if matter not in of_figure]
    logged = _logged_sentences(work, line, year, [*lead, *of_rooms], number, language)
    if lead and adds_up((s.text for s in logged), lead[0].text, lead[0].headline[0]):
        opening, *further_sentences = _logged_sentences(work, line, year, of_rooms, set(), language)
        lead, logged = [], [replace(opening, headline=lead[0].headline), *further_sentences]
    logged = [with_target(text, work.topic, aims) for text in logged]
    is_handwritten = work.by_hand == work.count
    of_work = [
        replace(s, handwritten=is_handwritten, example=work.is_example) for s in (*lead, *logged)
    ]
    figures = _figures(work)
    if of_work:
        of_work[0] = replace(of_work[0], figures=figures)
    elif of_rooms:
        *further_sentences, closing = of_rooms
        of_rooms = [*further_sentences, replace(closing, figures=(*closing.figures, *figures))]
    return [*of_work[: len(lead)], *of_rooms, *of_work[len(lead) :]]


def _entries_with_project(work: _Work, language: Language) -> list[Entry]:
    """The entries of a line with the name of their project; without those whose project nobody
    names.
    """
    if not work.entries:
        return work.no_need
    titles = [entry.title for entry in work.entries]
    return [
        entry._replace(title=with_project(entry.title, work.project, language))
        for entry in work.entries
        if not is_unnamed(entry.title, titles, language)
    ]


def _is_exceeded(work: _Work, lead: Sentence, line: Iterable[Matter]) -> bool:
    """Whether a line says itself that more was mended than the figures come to."""
    total = numbers_in(lead.headline[0])
    if not total or not phrases.tells_deeds(work.topic, lead.headline[1]):
        return False
    return any(
        number > total[0] for matter in line for text in matter.texts for number in numbers_in(text)
    )


def _figure_sentences(work: _Work, of_rooms: Iterable[Sentence]) -> list[Sentence]:
    """What the figures come to, those that stand for the topic first; not what a room has told."""
    room_kinds = {phrases.kind(work.topic, s.headline[1]) for s in of_rooms if s.headline[1]}
    by_kind: dict[int | str, list[Total]] = {}
    for total in work.totals:
        kind = phrases.kind(work.topic, total.label)
        if kind not in room_kinds and total.whole == total.whole.to_integral_value():
            by_kind.setdefault(kind, []).append(total)
    texts = []
    for _kind, parts in sorted(by_kind.items(), key=_rank):
        totals = countable(work.topic, parts, work.count)
        if not any(total.own or total.shared for total in totals):
            continue  # of other municipalities alone
        label, count = totals[0].label, int(sum(total.whole for total in totals))
        count_of_one = int(sum(total.alone for total in totals))
        staff, is_joint = _all_staff(work, totals), bool(work.place) and count_of_one < count
        text = phrases.figure_sentence(work.topic, label, count, staff=staff, joint=is_joint)
        if count and text:
            if work.place and 0 < count_of_one < count:
                share = _("Of these {count} are {place:genitive} own.")
                text = f"{text} {say(share, count=count_of_one, place=work.place)}"
            unit = phrases.headline_unit(work.topic, label, count)
            headline = (numbers.integer(count, active_language()), unit)
            texts.append(Sentence(text, headline=headline))
    return texts


def _all_staff(work: _Work, totals: Iterable[Total]) -> bool:
    """Whether all that a figure counts are of the staff, as far as the log says."""
    is_whole = all(total.own + total.shared == total.whole for total in totals)
    names = [phrases.names_staff(entry.title) for entry in work.entries]
    return is_whole and 0 < len(names) < NEWEST and all(names)


def _number(sentence: Sentence, language: Language) -> set[str]:
    """The sentence's figure as running text has it, in this language and in that of the log."""
    digits = sentence.headline[0]
    if not digits.isdecimal():
        return {digits}
    return {digits, *(in_words(int(digits), name) for name in (active_language(), language))}


def _rank(totals_of_kind: tuple[int | str, list[Total]]) -> tuple[bool, int, Decimal]:
    """The sort key: kinds with a place in the list by it, then others by the largest sum."""
    kind, totals = totals_of_kind
    sum_of_totals = sum((total.whole for total in totals), Decimal(0))
    return isinstance(kind, str), kind if isinstance(kind, int) else 0, -sum_of_totals


def _logged_sentences(
    work: _Work,
    line: Sequence[Matter],
    year: int,
    sentences_before: Sequence[Sentence],
    number: Collection[str],
    language: Language,
) -> list[Sentence]:
    """The latest and the most telling of the logged work, as far as there is room."""
    space = room_for(sentences_before)
    if not (work.entries or work.no_need):
        if work.is_silent and work.delivered and not sentences_before:
            months = in_months(work.delivered, year)
            return [Sentence(say(_("Delivered to the libraries {when}."), when=months))]
        return []
    if not work.entries:
        lead = _("No need arose during the year.")
        return [
            Sentence(text) for text in (lead, *_linked_texts(work, pick(line, space - 1), lead))
        ]
    earlier_texts = [text for s in sentences_before for text in split(s.text)]
    meetings = [entry for entry in work.entries if phrases.is_occasion(entry.title)]
    if sentences_before or work.topic not in phrases.OCCASIONS or not meetings:
        wordings = pick(line, space, earlier_texts, number)
        return [Sentence(text) for text in _linked_texts(work, wordings, *earlier_texts[-1:])]
    return _meetings(work, line, meetings, year)


def _meetings(
    work: _Work, line: Sequence[Matter], meetings: Sequence[Entry], year: int
) -> list[Sentence]:
    """How often there were meetings, and what was decided there."""
    wordings = pick(_decisions(line), SENTENCES - 1)
    days = occasions(meetings)
    # Those that nobody logged are known by a later one: "kokous 4/2025", "6 kokousta".
    numbers_in_year = [phrases.place_in_year(entry.title, year) for entry in meetings]
    logged = [int(t.whole) for t in work.totals if phrases.tells_all(work.topic, t.label)]
    count = max(len(days), *numbers_in_year, *logged)
    months = in_months(days, year) if count <= len(days) else ""
    times_text = phrases.meeting_times(months, count, has_more=bool(wordings))
    headline = (str(count), phrases.occasion_unit(work.topic, count))
    return [
        Sentence(times_text, headline=headline),
        *map(Sentence, _linked_texts(work, wordings, times_text)),
    ]


def _decisions(line: Iterable[Matter]) -> list[Matter]:
    """What was decided at meetings: that they were held is told by their number."""
    language = active_language()
    matters_left = (
        replace(matter, texts=tuple(filter(None, (decided(t, language) for t in matter.texts))))
        for matter in line
        if not is_called_off(" ".join(matter.texts))
    )
    return [matter for matter in matters_left if matter.texts]


def _linked_texts(work: _Work, wordings: Sequence[Wording], text_before: str = "") -> list[str]:
    language = active_language()
    texts, days = [w.text for w in wordings], [w.days for w in wordings]
    texts = linked(texts, days, language, text_before)
    texts = named_once(texts, work.project)
    return introduced(texts, work.service_kinds, language, text_before)


def _figures(work: _Work) -> tuple[tuple[str, str], ...]:
    """(label, number as text) of the municipality's own figures, then of the consortium's."""
    own_figures = ((total.label, total.own) for total in work.totals if total.own)
    shared_figures = (
        (_("%(label)s in the whole consortium") % {"label": total.label}, total.shared)
        for total in work.totals
        if total.shared
    )
    return tuple(
        (label, f"{value.normalize():f}") for label, value in (*own_figures, *shared_figures)
    )
