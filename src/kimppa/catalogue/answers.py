"""What the catalogue room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.actions.storing import TOPIC
from kimppa.catalogue.corrections.answers import corrected
from kimppa.catalogue.models import Check, Snapshot, Tick
from kimppa.catalogue.queries import Part, Sum3, scope_of, total
from kimppa.catalogue.search import DOCUMENTS
from kimppa.catalogue.standing import standing
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.subjects import topic_of
from kimppa.core.search.sources import resolve_documents
from kimppa.ui.numbers import number

EVERY = dt.timedelta(days=182)  # how old the newest export may grow


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Exports and rules by their documents' ids, and work on lists ("work-<check>-<code>")."""
    found = resolve_documents(DOCUMENTS, ids, person)
    return found | dict(_work(ids, person))


def _work(ids: Sequence[str], person: Person) -> Iterator[tuple[str, Resolved]]:
    asked = [(one, *one.split("-")[1:]) for one in ids if one.startswith("work-")]
    if not asked:
        return
    open_to = {one.municipality.code for one in scope_of(person).branches}
    for key, *rest in asked:
        if len(rest) == 2 and rest[1] in open_to:
            yield key, Resolved(_("Work lists of the catalogue"), reverse("catalogue:work"))


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What the newest export of the year had, and what has been mended from the lists."""
    sentences = list(_sentences(year, municipality))
    return {one: sentences for one in subjects if sentences and topic_of(one) == TOPIC}


def _sentences(year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    check = Check.objects.newest_first().filter(snapshot__taken_on__year=year).first()
    if check is None:
        return
    part = Part(municipality)
    now, earlier = total(check, part), standing(check).earlier
    before = total(earlier, part) if earlier else None
    text = _told(check, municipality, now) + _compared(now, before)
    yield Sentence(
        f"{text}.",
        figures=(
            (_("records checked"), number(check.records, 0)),
            (_("findings"), number(now.findings, 0)),
        ),
        url=reverse("catalogue:home"),
        example=check.example,
    )
    yield from _mended(check, municipality)
    yield from corrected(year, municipality)


def _told(check: Check, municipality: Municipality | None, now: Sum3) -> str:
    told = {
        "records": number(check.records, 0),
        "findings": number(now.findings, 0),
        "held": number(now.held, 0),
    }
    if municipality is None:
        return _("%(records)s records of the catalogue were checked: %(findings)s findings") % told
    told["name"] = municipality.name
    return (
        _(
            "%(records)s records of the catalogue were checked. "
            "%(name)s: %(held)s records with %(findings)s findings"
        )
        % told
    )


def _compared(now: Sum3, before: Sum3 | None) -> str:
    if before is None or now.findings == before.findings:
        return _(", as many as last time") if before else ""
    count = abs(now.findings - before.findings)
    told = {"count": number(count, 0)}
    if now.findings < before.findings:
        return _(", %(count)s fewer than last time") % told
    return _(", %(count)s more than last time") % told


def _mended(check: Check, municipality: Municipality | None) -> Iterator[Sentence]:
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
    """When the catalogue should be exported and checked again: half a year after the last time."""
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
