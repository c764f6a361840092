"""What the statistics answer when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import LENGTHS, due_dates, parse, periods
from kimppa.core.duties.spans import answered, span_of
from kimppa.core.figures.models import Figure
from kimppa.core.handover import Mention
from kimppa.core.home import Expected
from kimppa.core.memo import read_once
from kimppa.core.releases.messages import shortfall
from kimppa.core.releases.models import Delivery
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import by_day, say
from kimppa.statistics.imports.tasks import KEPT_UNREAD
from kimppa.statistics.models import Enquiry, Round, Take, VisitSource
from kimppa.statistics.search import DOCUMENTS
from kimppa.statistics.years.queries import codes, round_of
from kimppa.statistics.years.topics import ACTIVE, KIND, PARTS, UNITS, WEB, of_whole_years
from kimppa.ui import numbers


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Years ("2024") for everybody, and what is found by words ("take-3")."""
    years = Round.objects.filter(year__in=[int(key) for key in ids if key.isdecimal()])
    answers = {
        str(reporting_round.year): Resolved(
            str(reporting_round),
            reverse("statistics:year", args=[reporting_round.year]),
            "done" if reporting_round.locked_at else "",
        )
        for reporting_round in years
    }
    return answers | resolve_documents(DOCUMENTS, ids, person)


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Sources that count a service's visits, for those who manage them: one query."""
    if services and person.can(Permission.MANAGE_CONSORTIUM):
        sources = VisitSource.objects.filter(service__slug__in=services)
        for source in sources.select_related("service"):
            url = reverse("statistics:visits-sources")
            yield Mention(source.service.slug, _("Sources of web visits"), str(source), url)


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What the sheets of the year tell and how far they have got: six queries, one of a year that
    has not been begun.
    """
    topics = [subject for subject in subjects if subject in PARTS]
    if not topics or not read_once("round", year, make=lambda: round_of(year) is not None):
        return {}
    figures: dict[str, list[Figure]] = {}
    before: list[Figure] = []
    for figure in read_once("sheet figures", year, make=lambda: _figures(year)):
        if municipality is not None and figure.municipality_id != municipality.pk:
            continue
        year_figures = (
            figures.setdefault(figure.variable.code, []) if figure.year == year else before
        )
        year_figures.append(figure)
    name = municipality.name if municipality else ""
    sentences_by_topic = {
        UNITS: _units(year, name, figures, before),
        ACTIVE: _active(year, name, figures.get(BORROWERS, [])),
        WEB: _web(name, figures.get(VISITS, [])),
    }
    reached = _reached(year, municipality)
    days = read_once("sheet days", year, make=lambda: _delivery_days(year))
    answers = {
        topic: sentences_by_topic[topic]
        + delivery_sentences(
            reached.get(topic, []), municipality, sentences_by_topic[topic], days.get(topic)
        )
        for topic in topics
    }
    return {topic: sentences for topic, sentences in answers.items() if sentences}


def _figures(year: int) -> list[Figure]:
    """The figures of the year's sheets of every municipality, and the loans of the year before."""
    years = Q(year=year) | Q(year=year - 1, variable__code=LOANS)
    rows = Figure.objects.filter(years, variable__code__in=codes(), municipality__isnull=False)
    return list(rows.filter(month=None, replaced_at=None).select_related("variable"))


LOANS, BORROWERS, VISITS = "LAI_total", "KAY_borrowers", "KAY_web"


def _units(
    year: int, place: str, figures: Mapping[str, Sequence[Figure]], before: Sequence[Figure]
) -> list[Sentence]:
    """What the line of the agreement names, as far as it is known: the loans beside those of the
    year before, else how many figures there are; the population is nobody's work.
    """
    known_figures = [
        figure
        for code, figures_of in figures.items()
        if code != "population"
        for figure in figures_of
    ]
    if not known_figures:
        return []
    towns = 1 if place else len({figure.municipality_id for figure in known_figures})
    totals = _totals(figures, towns)
    loans = _sum(figures.get(LOANS, ()), towns)
    headline = ("", "")
    if loans:
        text = _loans_text(loans, _sum(before, towns), place)
        headline = (numbers.number(loans, 0), ngettext("loan", "loans", loans))
    else:
        text = ngettext(
            "{count} figure for the statistics of {year} has been collected.",
            "{count} figures for the statistics of {year} have been collected.",
            len(known_figures),
        )
        text = say(text, count=len(known_figures), year=str(year))
    url = reverse_lazy("statistics:year", args=[year])
    named_counts = ((_("figures"), numbers.number(len(known_figures), 0)), *totals)
    example = any(figure.example for figure in known_figures)
    return [Sentence(text, named_counts, url, example=example, headline=headline)]


def _loans_text(loans: int, before: int, place: str) -> str:
    if before:
        text = _("The libraries lent {count} times, the year before {before} times.")
        own_text = _("{place:genitive} library lent {count} times, the year before {before} times.")
    else:
        text = _("The libraries lent {count} times in the year.")
        own_text = _("{place:genitive} library lent {count} times in the year.")
    return say(own_text if place else text, count=loans, before=before, place=place)


def _sum(figures: Sequence[Figure], towns: int) -> int:
    """What all the municipalities have together; 0 while some lacks its figure."""
    values = [figure.value for figure in figures if figure.value is not None]
    return int(sum(values)) if len(values) == towns else 0


def _totals(figures: Mapping[str, Sequence[Figure]], towns: int) -> list[tuple[str, str]]:
    """Loans and the like, each with its sum; nothing of what some municipality still lacks."""
    labels = {
        "LAI_total": _("loans"),
        "KOK_total": _("collection"),
        "HAN_total": _("acquisitions"),
        "POI_total": _("withdrawals"),
    }
    values_by_code = {
        code: [figure.value for figure in figures.get(code, ()) if figure.value is not None]
        for code in labels
    }
    return [
        (labels[code], numbers.number(sum(values), 0))
        for code, values in values_by_code.items()
        if values and len(values) == towns
    ]


def _active(year: int, place: str, figures: Sequence[Figure]) -> list[Sentence]:
    """The municipality's customers; of all together only that they have been told."""
    if not place:
        enquiry = Enquiry.objects.filter(year=year, answered_on__isnull=False).first()
        text = _("The vendor of the system told how many customers borrowed in the year.")
        return [Sentence(text, example=enquiry.example)] if enquiry else []
    sentences = []
    for figure in figures:
        if figure.value is not None:
            count = int(figure.value)
            text = ngettext(
                "{count} customer borrowed from {place:genitive} library in the year.",
                "{count} customers borrowed from {place:genitive} library in the year.",
                count,
            )
            named_counts = ((_("active customers"), numbers.number(count, 0)),)
            # Who borrowed in two municipalities is a customer of both, and one person.
            sentences.append(
                Sentence(
                    say(text, count=count, place=place),
                    apart=named_counts,
                    example=figure.example,
                    headline=(
                        numbers.number(count, 0),
                        ngettext("borrower", "borrowers", count),
                    ),
                )
            )
    return sentences


def _web(place: str, figures: Sequence[Figure]) -> list[Sentence]:
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return []
    count = int(sum(values))
    text = (
        _("{place:genitive} share of the visits to the shared web services was {count}.")
        if place
        else _("The shared web services were visited {count} times.")
    )
    return [
        Sentence(
            say(text, count=count, place=place),
            ((_("web visits"), numbers.number(count, 0)),),
            example=any(figure.example for figure in figures),
            headline=(numbers.number(count, 0), ngettext("visit", "visits", count)),
        )
    ]


def _delivery_days(year: int) -> dict[str, dt.date]:
    """When the sheets of each topic are due at the latest."""
    duties = Duty.objects.filter(topic__in=(UNITS, ACTIVE, WEB), agreement_year=year)
    days: dict[str, dt.date] = {}
    for topic, rule in duties.order_by("-position").values_list("topic", "due"):
        for day in due_dates(parse(rule), year):
            days[topic] = day
    return days


class Reached(NamedTuple):
    """A municipality that got a sheet; `incomplete` says what is not whole in it."""

    town: int
    provisional: bool
    example: bool
    incomplete: str = ""


def _reached(year: int, municipality: Municipality | None) -> dict[str, list[Reached]]:
    """To whom the sheets have gone, by topic."""
    deliveries = Delivery.objects.filter(
        of_whole_years("release__"), release__kind=KIND, release__agreement_year=year
    )
    if municipality is not None:
        deliveries = deliveries.filter(municipality=municipality)
    reached: dict[str, list[Reached]] = {}
    fields = ("topic", "provisional", "incomplete")
    for topic, provisional, incomplete, town, example in deliveries.values_list(
        *(f"release__{field}" for field in fields), "municipality", "example"
    ).order_by("release__version", "pk"):
        sheet = Reached(int(town), bool(provisional), bool(example), shortfall(str(incomplete)))
        reached.setdefault(str(topic), []).append(sheet)
    return reached


def delivery_sentences(
    reached: Sequence[Reached],
    municipality: Municipality | None,
    sentences: Sequence[Sentence],
    day: dt.date | None = None,
) -> list[Sentence]:
    """Whom the sheet has reached; where something is known, also when it will be delivered."""
    if not reached:
        example = any(sentence.example for sentence in sentences)
        if day is not None and day >= clock.today():
            text = say(_("The figures are delivered to the libraries {by}."), by=by_day(day))
        else:
            text = _("The figures have not been delivered to the libraries yet.")
        return [Sentence(text, example=example)] if sentences else []
    towns = {sheet.town: sheet.incomplete for sheet in reached}  # of the newest version
    final = {sheet.town for sheet in reached if not sheet.provisional}
    example = any(sheet.example for sheet in reached)
    text = _own_delivery(bool(final)) if municipality else _deliveries(len(final), len(towns))
    if parts := [incomplete for incomplete in towns.values() if incomplete]:
        text += f" {parts[0]}." if municipality else f" {_not_whole(len(parts))}"
    return [Sentence(text, ((_("municipalities reached"), str(len(towns))),), example=example)]


def _own_delivery(final: bool) -> str:
    if final:
        return _("The figures were delivered to the library.")
    return _("The figures were delivered to the library as provisional.")


def _not_whole(count: int) -> str:
    text = ngettext(
        "{count} of the sheets is not whole.", "{count} of the sheets are not whole.", count
    )
    return say(text, count=count)


def _deliveries(final: int, reached: int) -> str:
    """How many municipalities have the final sheet, and how many only a provisional one."""
    sentences = []
    if final:
        text = ngettext(
            "The figures were delivered to {count} municipality.",
            "The figures were delivered to {count} municipalities.",
            final,
        )
        sentences.append(say(text, count=final))
    if provisional := reached - final:
        text = ngettext(
            "Provisional figures were delivered to {count} municipality.",
            "Provisional figures were delivered to {count} municipalities.",
            provisional,
        )
        sentences.append(say(text, count=provisional))
    return " ".join(sentences)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When the sheets should be with the municipalities, and the vendor's answer with us."""
    years = range(start.year - 2, end.year + 1)
    begun_years = {reporting_round.year for reporting_round in Round.objects.filter(year__in=years)}
    if not begun_years:
        return
    reached: dict[tuple[str, int], set[str]] = {}
    for topic, year, span in Delivery.objects.filter(
        release__kind=KIND, release__agreement_year__in=years, release__provisional=False
    ).values_list("release__topic", "release__agreement_year", "release__period"):
        reached.setdefault((topic, year), set()).add(span)
    for duty in Duty.objects.filter(
        topic__in=(UNITS, ACTIVE, WEB), agreement_year__in=begun_years, service=None
    ):
        rule, year = parse(duty.due), duty.agreement_year
        spans = reached.get((duty.topic, year), ())
        for period in periods(rule, year):
            if start <= period.due <= end:
                part = span_of(period.first, period.last) if rule.kind in LENGTHS else ""
                yield Due(
                    date=period.due,
                    title=_("%(sheet)s to each library")
                    % {"sheet": PARTS[duty.topic].title(year, part)},
                    url=reverse("statistics:year", args=[year]),
                    topic=duty.topic,
                    responsible=duty.responsible,
                    done=any(period in answered(rule, year, span) for span in spans),
                    verb=verbs.DELIVER,
                    why=_("Clause %(number)s") % {"number": duty.clause},
                    clause=duty.clause,
                )
    if person.is_coordinator:
        yield from _answers(start, end)


def _answers(start: dt.date, end: dt.date) -> Iterator[Due]:
    for enquiry in Enquiry.objects.filter(due__range=(start, end)):
        yield Due(
            date=enquiry.due,
            title=_("Active customers of %(year)d from the vendor") % {"year": enquiry.year},
            url=reverse("statistics:enquiry", args=[enquiry.year]),
            topic=ACTIVE,
            responsible=enquiry.recipient,
            done=enquiry.answered_on is not None,
        )


def expected() -> Iterator[Expected]:
    """What rows name outside the database: lists that wait to be read, and tokens that the
    environment does not give.
    """
    kept_from = clock.now() - KEPT_UNREAD
    for take in Take.objects.filter(
        kind=Take.Kind.LISTS, stored=None, uploaded_at__gte=kept_from, example=False
    ):
        yield Expected(f"lists/{take.pk}/items.csv", str(take))
    for visit_source in VisitSource.objects.filter(example=False):
        yield from expected_secrets(visit_source)
