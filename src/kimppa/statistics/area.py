"""What the statistics answer when the rest of the desk asks."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_not_of
from kimppa.core.duties.rules import LENGTHS, due_dates, parse, periods
from kimppa.core.duties.spans import answered, span_of
from kimppa.core.figures.models import Figure
from kimppa.core.handover import Mention
from kimppa.core.home import Expected
from kimppa.core.memo import read_once
from kimppa.core.releases.messages import shortfall
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import by_day, say
from kimppa.statistics.imports.tasks import KEPT_UNREAD
from kimppa.statistics.models import Enquiry, Round, Take, VisitSource
from kimppa.statistics.search import DOCUMENTS
from kimppa.statistics.sentences import (
    BORROWERS,
    LOANS,
    VISITS,
    asks_why,
    borrowers_sentences,
    units_sentences,
    visits_sentences,
    written_reasons,
)
from kimppa.statistics.sheets.content import has_numbers
from kimppa.statistics.years.queries import codes_in_force, round_of
from kimppa.statistics.years.topics import ACTIVE, KIND, PARTS, UNITS, WEB, of_whole_years


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
    """What the sheets of the year tell and how far they have got: seven queries, one of a year that
    has not been begun.
    """
    topics = [subject for subject in subjects if subject in PARTS]
    if not topics or not read_once("round", year, make=lambda: round_of(year) is not None):
        return {}
    sentences_by_topic = _sentences_by_topic(year, municipality)
    recipients = _recipients(year, municipality)
    days = read_once("sheet days", year, make=lambda: _delivery_days(year))
    answers = {
        topic: sentences_by_topic[topic]
        + delivery_sentences(
            recipients.get(topic, []), municipality, sentences_by_topic[topic], days.get(topic)
        )
        for topic in topics
    }
    return {topic: sentences for topic, sentences in answers.items() if sentences}


def _sentences_by_topic(year: int, municipality: Municipality | None) -> dict[str, list[Sentence]]:
    all_figures = _sheet_figures(year)
    own_figures: dict[str, list[Figure]] = {}
    loans: list[Figure] = []
    for figure in all_figures:
        if municipality is None or figure.municipality_id == municipality.pk:
            is_of_year = figure.year == year
            figures = own_figures.setdefault(figure.variable.code, []) if is_of_year else loans
            figures.append(figure)
    name = municipality.name if municipality else ""
    visits = [f for f in all_figures if f.year == year and f.variable.code == VISITS]
    reason = _reason(year, municipality, all_figures)
    return {
        UNITS: units_sentences(year, name, own_figures, loans, reason),
        ACTIVE: borrowers_sentences(year, name, own_figures.get(BORROWERS, [])),
        WEB: visits_sentences(name, own_figures.get(VISITS, []), visits),
    }


def _sheet_figures(year: int) -> list[Figure]:
    return read_once("sheet figures", year, make=lambda: _figures(year))


def _figures(year: int) -> list[Figure]:
    """The figures of the year's sheets of every municipality, and the loans of the year before."""
    years = Q(year=year) | Q(year=year - 1, variable__code=LOANS)
    figures = Figure.objects.filter(
        years, variable__code__in=codes_in_force(), municipality__isnull=False
    )
    return list(figures.filter(month=None, replaced_at=None).select_related("variable"))


def _reason(year: int, municipality: Municipality | None, figures: Sequence[Figure]) -> str:
    """Why a municipality's loans changed, or that it has not been recorded where it is asked."""
    if municipality is None:
        return ""
    reasons = read_once("written reasons", year, make=lambda: written_reasons(year))
    if municipality.pk in reasons or not asks_why(figures, year, municipality):
        return reasons.get(municipality.pk, "")
    return _("The reason for the change has not been recorded yet.")


def _delivery_days(year: int) -> dict[str, dt.date]:
    """When the sheets of each topic are due at the latest."""
    duties = Duty.objects.filter(topic__in=(UNITS, ACTIVE, WEB), agreement_year=year)
    days: dict[str, dt.date] = {}
    for topic, rule in duties.order_by("-position").values_list("topic", "due"):
        for day in due_dates(parse(rule), year):
            days[topic] = day
    return days


class Recipient(NamedTuple):
    """A municipality that got a sheet; `incomplete` says what is not whole in it, `blank` that
    it has no number.
    """

    town: int
    provisional: bool
    example: bool
    incomplete: str = ""
    blank: bool = False


def _recipients(year: int, municipality: Municipality | None) -> dict[str, list[Recipient]]:
    """To whom the sheets have gone, by topic."""
    deliveries = Delivery.objects.filter(
        of_whole_years("release__"), release__kind=KIND, release__agreement_year=year
    )
    if municipality is not None:
        deliveries = deliveries.filter(municipality=municipality)
    recipients: dict[str, list[Recipient]] = {}
    fields = ("topic", "provisional", "incomplete", "pk")
    rows = deliveries.values_list(
        *(f"release__{field}" for field in fields), "municipality", "example"
    ).order_by("release__version", "pk")
    counted = _counted(_sheet_figures(year), year)
    blank = _blank_sheets(
        {pk for topic, *_, pk, town, _example in rows if (topic, town) not in counted}
    )
    for topic, provisional, incomplete, pk, town, example in rows:
        sheet = Recipient(
            int(town), bool(provisional), bool(example), shortfall(str(incomplete)), pk in blank
        )
        recipients.setdefault(str(topic), []).append(sheet)
    return recipients


def _counted(figures: Iterable[Figure], year: int) -> set[tuple[str, int | None]]:
    """Parts of the year's sheets, each with the key of a municipality that has a number in it."""
    topics = {BORROWERS: ACTIVE, VISITS: WEB}
    return {
        (topics.get(figure.variable.code, UNITS), figure.municipality_id)
        for figure in figures
        if figure.year == year and figure.value is not None and figure.variable.code != "population"
    }


def _blank_sheets(releases: Collection[int]) -> set[int]:
    """Those of the releases that have no number: all that stands in them is marked missing."""
    if not releases:
        return set()
    facts = Release.objects.filter(pk__in=releases).values_list("pk", "facts")
    return {pk for pk, text in facts if not has_numbers(json.loads(text))}


def delivery_sentences(
    sheets: Sequence[Recipient],
    municipality: Municipality | None,
    sentences: Sequence[Sentence],
    day: dt.date | None = None,
) -> list[Sentence]:
    """Whom the sheet has reached; where something is known, also when it will be delivered."""
    if not sheets:
        example = any(sentence.example for sentence in sentences)
        if day is not None and day >= clock.today():
            text = say(_("The figures are delivered to the libraries {by}."), by=by_day(day))
        else:
            text = _("The figures have not been delivered to the libraries yet.")
        return [Sentence(text, example=example)] if sentences else []
    towns = {sheet.town: sheet.incomplete for sheet in sheets}  # of the newest version
    blank = {sheet.town for sheet in sheets if sheet.blank}
    blank -= {sheet.town for sheet in sheets if not sheet.blank}
    final = {sheet.town for sheet in sheets if not sheet.provisional and not sheet.blank}
    example = any(sheet.example for sheet in sheets)
    if municipality:
        text = _own_delivery(bool(final), bool(blank))
    else:
        text = _deliveries(len(final), len(towns) - len(blank), len(blank))
    if shortfalls := [incomplete for incomplete in towns.values() if incomplete]:
        text += f" {shortfalls[0]}." if municipality else f" {_not_whole(len(shortfalls))}"
    return [Sentence(text, ((_("municipalities reached"), str(len(towns))),), example=example)]


def _own_delivery(is_final: bool, is_blank: bool) -> str:
    if is_blank:
        return _("A sheet without a number was delivered to the library.")
    if is_final:
        return _("The figures were delivered to the library.")
    return _("The figures were delivered to the library as provisional.")


def _not_whole(count: int) -> str:
    text = ngettext(
        "{count} of the sheets is not whole.", "{count} of the sheets are not whole.", count
    )
    return say(text, count=count)


def _deliveries(final_count: int, town_count: int, blank_count: int) -> str:
    """How many municipalities have the final sheet, how many only a provisional one, and how many
    only a sheet without a number.
    """
    sentences = []
    if final_count:
        text = ngettext(
            "The figures were delivered to {count} municipality.",
            "The figures were delivered to {count} municipalities.",
            final_count,
        )
        sentences.append(say(text, count=final_count))
    if provisional := town_count - final_count:
        text = ngettext(
            "Provisional figures were delivered to {count} municipality.",
            "Provisional figures were delivered to {count} municipalities.",
            provisional,
        )
        sentences.append(say(text, count=provisional))
    if blank_count:
        text = ngettext(
            "A sheet without a number was delivered to {count} municipality.",
            "A sheet without a number was delivered to {count} municipalities.",
            blank_count,
        )
        sentences.append(say(text, count=blank_count))
    return " ".join(sentences)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When the sheets should be with the municipalities, and the vendor's answer with us."""
    years = range(start.year - 2, end.year + 1)
    begun_years = {reporting_round.year for reporting_round in Round.objects.filter(year__in=years)}
    if not begun_years:
        return
    spans_by_sheet: dict[tuple[str, int], set[str]] = {}
    for topic, year, span in Delivery.objects.filter(
        release__kind=KIND, release__agreement_year__in=years, release__provisional=False
    ).values_list("release__topic", "release__agreement_year", "release__period"):
        spans_by_sheet.setdefault((topic, year), set()).add(span)
    duties = Duty.objects.filter(
        topic__in=(UNITS, ACTIVE, WEB), agreement_year__in=begun_years, service=None
    )
    if person.municipality and not person.is_coordinator:
        duties = duties.exclude(pk__in=duties_not_of(person.municipality))
    for duty in duties:
        rule, year = parse(duty.due), duty.agreement_year
        spans = spans_by_sheet.get((duty.topic, year), ())
        for period in periods(rule, year):
            if start <= period.due <= end:
                span_name = span_of(period.first, period.last) if rule.kind in LENGTHS else ""
                yield Due(
                    date=period.due,
                    title=_("%(sheet)s to each library")
                    % {"sheet": PARTS[duty.topic].title(year, span_name)},
                    url=reverse("statistics:year", args=[year]),
                    topic=duty.topic,
                    responsible=duty.responsible,
                    done=any(period in answered(rule, year, span) for span in spans),
                    verb=verbs.DELIVER,
                    why=_("Clause %(number)s") % {"number": duty.clause},
                    clause=duty.clause,
                )
    if person.is_coordinator:
        yield from _enquiry_dues(start, end)


def _enquiry_dues(start: dt.date, end: dt.date) -> Iterator[Due]:
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
