"""What the catalogue room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.actions.results import TOPIC
from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.corrections.area import corrections
from kimppa.catalogue.models import Check, Origin, Snapshot, Tick
from kimppa.catalogue.queries import Part, Totals, scope_of, total
from kimppa.catalogue.search import DOCUMENTS
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.connections import queries as connections
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.subjects import topic_of
from kimppa.core.search.sources import resolve_documents
from kimppa.ui.numbers import number

EVERY = dt.timedelta(days=182)  # how old the newest export may grow


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Exports and rules by their documents' ids, and work on lists ("work-<check>-<code>")."""
    resolved = resolve_documents(DOCUMENTS, ids, person)
    return resolved | dict(_work(ids, person))


def _work(ids: Sequence[str], person: Person) -> Iterator[tuple[str, Resolved]]:
    requests = [(key, *key.split("-")[1:]) for key in ids if key.startswith("work-")]
    if not requests:
        return
    open_to = {branch.municipality.code for branch in scope_of(person).branches}
    for key, *rest in requests:
        if len(rest) == 2 and rest[1] in open_to:
            yield key, Resolved(_("Work lists of the catalogue"), reverse("catalogue:work"))


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What the newest export of the year had, and what has been mended from the lists."""
    sentences = list(_sentences(year, municipality))
    return {subject: sentences for subject in subjects if sentences and topic_of(subject) == TOPIC}


def _sentences(year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    check = Check.objects.newest_first().filter(snapshot__taken_on__year=year).first()
    if check is None:
        return
    part = Part(municipality)
    now, earlier = total(check, part), baseline(check).earlier
    before = total(earlier, part) if earlier else None
    text = _describe(check, municipality, now) + _describe_change(now, before)
    yield Sentence(
        f"{text}.",
        figures=(
            (_("records checked"), number(check.records, 0)),
            (_("findings"), number(now.findings, 0)),
        ),
        url=reverse("catalogue:home"),
        example=check.example,
    )
    yield from _work_sentences(check, municipality)
    yield from corrections(year, municipality)


def _describe(check: Check, municipality: Municipality | None, now: Totals) -> str:
    values = {
        "records": number(check.records, 0),
        "findings": number(now.findings, 0),
        "held": number(now.held, 0),
    }
    if municipality is None:
        return (
            _("%(records)s records of the catalogue were checked: %(findings)s findings") % values
        )
    values["name"] = municipality.name
    return (
        _(
            "%(records)s records of the catalogue were checked. "
            "%(name)s: %(held)s records with %(findings)s findings"
        )
        % values
    )


def _describe_change(now: Totals, before: Totals | None) -> str:
    if before is None or now.findings == before.findings:
        return _(", as many as last time") if before else ""
    count = abs(now.findings - before.findings)
    values = {"count": number(count, 0)}
    if now.findings < before.findings:
        return _(", %(count)s fewer than last time") % values
    return _(", %(count)s more than last time") % values


def _work_sentences(check: Check, municipality: Municipality | None) -> Iterator[Sentence]:
    rows = Tick.objects.filter(check_of=check, done=True)
    if municipality is not None:
        rows = rows.filter(branch__municipality=municipality)
    count = rows.count()
    if count:
        text = ngettext(
            "%(count)s record has been mended from the work lists.",
            "%(count)s records have been mended from the work lists.",
            count,
        ) % {"count": number(count, 0)}
        yield Sentence(text, url=reverse("catalogue:work"), example=check.example)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When the catalogue should be exported and checked again: half a year after the last time;
    sources that fail."""
    yield from connections.due(Origin, start, end, person)
    if not person.can(Permission.MANAGE_CATALOGUE):
        return
    newest = Snapshot.objects.filter(state=Snapshot.State.READY).first()
    if newest is None:
        return
    day = newest.taken_on + EVERY
    if start <= day <= end:
        yield Due(
            date=day,
            title=_("Export the catalogue and check it again"),
            url=reverse("catalogue:snapshots"),
            topic=TOPIC,
        )
