"""What the report room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group, Resolved, Sentence
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import due_dates, parse
from kimppa.core.duties.subjects import topic_of
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import say
from kimppa.report.itself import TOPIC
from kimppa.report.models import Report
from kimppa.report.queries import open_comments, standing_of
from kimppa.report.search import DOCUMENTS
from kimppa.report.silence import silent_lines
from kimppa.report.views.common import page_of


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Reports by number and paragraphs by id, for those who write them."""
    if not person.can(Permission.EDIT_REPORT):
        return {}
    documents = resolve_documents(DOCUMENTS, ids, person)
    reports = Report.objects.filter(pk__in=[int(text) for text in ids if text.isdecimal()])
    return documents | {
        str(report.pk): Resolved(
            report.title,
            report.get_absolute_url(),
            "done" if report.state == Report.State.DELIVERED else "draft",
        )
        for report in reports
    }


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """How far the report of the year has got."""
    sentence = _sentence(year, municipality)
    return {subject: [sentence] for subject in subjects if sentence and topic_of(subject) == TOPIC}


def _sentence(year: int, municipality: Municipality | None) -> Sentence | None:
    standing = standing_of(year, municipality)
    if standing is None:
        return None
    report, reached_count = standing.report, standing.reached
    if not reached_count:
        text = _("The report of %(year)d is being drafted.") % {"year": year}
        return Sentence(text, example=report.example)
    if municipality is not None:
        return _own_sentence(report, standing.own)
    text = ngettext(
        "The report of {year} was delivered to {got} municipality.",
        "The report of {year} was delivered to {got} municipalities.",
        reached_count,
    )
    figures = ((_("municipalities reached"), f"{reached_count}/{standing.parties}"),)
    headline = (f"{reached_count}/{standing.parties}", _("delivered"))
    return Sentence(
        say(text, year=str(year), got=reached_count),
        whole=figures,
        example=report.example,
        headline=headline,
    )


def _own_sentence(report: Report, is_delivered: bool) -> Sentence:
    text = (
        _("The report of {year} was delivered to the library.")
        if is_delivered
        else _("The report of {year} has not been delivered to the library yet.")
    )
    return Sentence(say(text, year=str(report.year)), example=report.example)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When each year's report should be with the municipalities, by the duties' own rules."""
    if not person.can(Permission.EDIT_REPORT):
        return
    years = range(start.year - 2, end.year + 1)
    delivered = Report.objects.filter(year=OuterRef("agreement_year"), state=Report.State.DELIVERED)
    duties = Duty.objects.filter(topic=TOPIC, agreement_year__in=years)
    for duty in duties.annotate(is_delivered=Exists(delivered)):
        for day in due_dates(parse(duty.due), duty.agreement_year):
            if start <= day <= end:
                yield Due(
                    date=day,
                    title=_("Report of %(year)d to each library") % {"year": duty.agreement_year},
                    url=reverse("report:year", args=[duty.agreement_year]),
                    topic=TOPIC,
                    responsible=duty.responsible,
                    done=duty.is_delivered,
                    verb=verbs.DELIVER,
                    why=_("Clause %(number)s") % {"number": duty.clause},
                    clause=duty.clause,
                )


def waits(person: Person) -> Iterator[Due]:
    """Directors' comments on the lines of a draft, until they have been handled, and the lines for
    which a sentence is wanted.
    """
    if not person.can(Permission.EDIT_REPORT):
        return
    yield from _wanted_sentences()
    for comment in open_comments():
        paragraph = comment.paragraph
        yield Due(
            date=comment.at.astimezone(ZONE).date(),
            title=_("Handle the comment on the report: %(line)s") % {"line": paragraph.name},
            url=page_of(paragraph),
            topic=TOPIC,
            municipality=paragraph.municipality.code if paragraph.municipality else "",
            responsible=Role.COORDINATOR,
            verb=verbs.HANDLE,
            why=Truncator(comment.text).chars(80),
            group=Group(
                _("Handle %(count)d comments on the report"), paragraph.report.get_absolute_url()
            ),
        )


def _wanted_sentences() -> Iterator[Due]:
    for paragraph in silent_lines():
        report = paragraph.report
        yield Due(
            date=(report.drafted_at or clock.now()).astimezone(ZONE).date(),
            title=_("Write a sentence for the report: %(line)s")
            % {"line": f"{paragraph.name} {paragraph.drafted_facts['name']}"},
            url=reverse("report:words", args=[paragraph.pk]),
            topic=TOPIC,
            responsible=Role.COORDINATOR,
            verb=verbs.WRITE,
            why=_("Work has been recorded, but no entry tells what came of it."),
            group=Group(
                _("Write a sentence for %(count)d lines of the report"), report.get_absolute_url()
            ),
        )
