"""What the catalogue room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.comparison.actions import table_of
from kimppa.catalogue.completeness.measures import folder_of
from kimppa.catalogue.corrections.area import corrections
from kimppa.catalogue.duplicates.groups import FILE as DUPLICATES
from kimppa.catalogue.models import Check, Origin, PlaceTotal, Snapshot, Tick
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.models.duplicates import Search
from kimppa.catalogue.queries import (
    Part,
    Totals,
    current_check,
    place_totals_of,
    scope_of,
    total_among,
)
from kimppa.catalogue.results import TOPIC
from kimppa.catalogue.search import DOCUMENTS
from kimppa.core import verbs
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.subjects import topic_of
from kimppa.core.holdings import Held
from kimppa.core.home import Expected
from kimppa.core.memo import read_once
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import fill, in_months, say
from kimppa.marc.checking.checked import SUMMARY
from kimppa.marc.eresources.adapting import Service
from kimppa.marc.eresources.links import kept_holdings
from kimppa.ui.numbers import number

CHECKED: Final = (SUMMARY, "findings.parquet", "records.parquet")
# What a plan's figures (a field of its row) were made with, by the folder beside them.
PLANNED: Final = {
    "shown": ("preview", ("preview.json", "changes.parquet", "before.mrc", "after.mrc")),
    "dry": ("dry", ("applied.json",)),
    "applied": ("applied", ("applied.json", "changed.parquet", "corrected.mrc", "reverse.mrc")),
    "proof": ("proof", ("applied.json",)),
    "undone": ("undone", ("applied.json", "corrected.mrc")),
}
EVERY = dt.timedelta(days=182)  # how old the newest export may grow


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Exports and rules by their documents' ids, and work on lists ("work-<check>-<code>")."""
    resolved = resolve_documents(DOCUMENTS, ids, person)
    return resolved | dict(_resolve_work_lists(ids, person))


def _resolve_work_lists(ids: Sequence[str], person: Person) -> Iterator[tuple[str, Resolved]]:
    requests = [(key, *key.split("-")[1:]) for key in ids if key.startswith("work-")]
    if not requests:
        return
    open_to = {branch.municipality.code for branch in scope_of(person).branches}
    for key, *id_parts in requests:
        if len(id_parts) == 2 and id_parts[1] in open_to:
            yield key, Resolved(_("Work lists of the catalogue"), reverse("catalogue:work"))


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What the newest export of the year had, and what has been mended from the lists."""
    sentences = list(_sentences(year, municipality))
    return {subject: sentences for subject in subjects if sentences and topic_of(subject) == TOPIC}


def _sentences(year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    checked = read_once("checked", year, make=lambda: _checked(year))
    if checked is None:
        return
    part, (check, place_totals), last_figures = Part(municipality), checked[0], checked[1]
    totals = total_among(check, place_totals, part)
    last_totals = total_among(*last_figures, part) if last_figures else None
    pairs = ((_("findings"), number(totals.findings, 0)),)
    name = municipality.name if municipality else ""
    yield Sentence(
        _describe(check, totals, last_figures[0] if last_figures else None, last_totals, name),
        whole=((_("records checked"), number(check.records, 0)), *(() if municipality else pairs)),
        apart=pairs if municipality else (),
        url=reverse_lazy("catalogue:home"),
        example=check.example,
        headline=(
            number(totals.findings, 0),
            ngettext("thing to mend", "things to mend", totals.findings),
        ),
    )
    yield from _work_sentences(check, municipality)
    yield from corrections(year, municipality)


type _Figures = tuple[Check, list[PlaceTotal]]


def _checked(year: int) -> tuple[_Figures, _Figures | None] | None:
    """The year's newest check and the one that it is compared with, with their places' figures."""
    check = Check.objects.newest_first().filter(snapshot__taken_on__year=year).first()
    if check is None:
        return None
    last_check = baseline(check).earlier
    totals = place_totals_of(filter(None, (check, last_check)))
    return (check, totals[check.pk]), (last_check, totals[last_check.pk]) if last_check else None


def _describe(
    check: Check, totals: Totals, last_check: Check | None, last_totals: Totals | None, name: str
) -> str:
    """What there was to mend in the catalogue, or in a municipality's part of it, and is now."""
    day = check.snapshot.taken_on
    material = (
        fill(_("in {place:genitive} material"), place=name)
        if name
        else _("in the shared catalogue")
    )
    words: dict[str, Any] = {"now": totals.findings, "when": in_months([day]), "where": material}
    if not totals.findings:
        return say(_("{where} there was nothing to mend {when}."), **words)
    if last_check is None or last_totals is None:
        text = ngettext(
            "{where} there was {now} thing to mend {when}.",
            "{where} there were {now} things to mend {when}.",
            totals.findings,
        )
        return say(text, **words)
    was_on = last_check.snapshot.taken_on
    is_same_month = (was_on.year, was_on.month) == (day.year, day.month)
    words["before"] = last_totals.findings
    words["earlier"] = _("at the check before") if is_same_month else in_months([was_on], day.year)
    return say(_change_text(totals.findings, last_totals.findings), **words)


def _change_text(count_now: int, count_before: int) -> str:
    """The message for fewer, as many or more things to mend than before."""
    if count_now < count_before:
        return ngettext(
            "{where} there was {before} thing to mend {earlier} and only {now} {when}.",
            "{where} there were {before} things to mend {earlier} and only {now} {when}.",
            count_before,
        )
    if count_now == count_before:
        return ngettext(
            "{where} there was {now} thing to mend {when}, as many as {earlier}.",
            "{where} there were {now} things to mend {when}, as many as {earlier}.",
            count_now,
        )
    if not count_before:
        return ngettext(
            "{where} there was {now} thing to mend {when}; {earlier} there was none.",
            "{where} there were {now} things to mend {when}; {earlier} there was none.",
            count_now,
        )
    return ngettext(
        "{where} there was {now} thing to mend {when}; {earlier} there were {before}.",
        "{where} there were {now} things to mend {when}; {earlier} there were {before}.",
        count_now,
    )


def _mended_from_lists(count: int, *, is_of_municipality: bool) -> str:
    if is_of_municipality:
        return ngettext(
            "{place:genitive} library corrected the details of {count} title itself.",
            "{place:genitive} library corrected the details of {count} titles itself.",
            count,
        )
    return ngettext(
        "The libraries corrected the details of {count} title themselves.",
        "The libraries corrected the details of {count} titles themselves.",
        count,
    )


def _work_sentences(check: Check, municipality: Municipality | None) -> Iterator[Sentence]:
    ticks = Tick.objects.filter(check_of=check, done=True)
    if municipality is not None:
        ticks = ticks.filter(branch__municipality=municipality)
    count = ticks.count()
    if count:
        text = say(
            _mended_from_lists(count, is_of_municipality=municipality is not None),
            place=municipality.name if municipality else "",
            count=count,
        )
        figures = ((_("records mended from the lists"), number(count, 0)),)
        yield Sentence(text, figures, reverse_lazy("catalogue:work"), example=check.example)


def holdings(services: Sequence[Service]) -> Held | None:
    """The newest checked export's records that lead to these services."""
    check = current_check()
    if check is None:
        return None
    snapshot = check.snapshot
    url = reverse("catalogue:completeness")
    return Held(snapshot.name, snapshot.taken_on, url, kept_holdings(folder_of(check), services))


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When the catalogue should be exported and checked again: half a year after the last time."""
    if not person.can(Permission.MANAGE_CATALOGUE):
        return
    newest_export = Snapshot.objects.filter(state=Snapshot.State.READY).first()
    if newest_export is None:
        return
    day = newest_export.taken_on + EVERY
    if start <= day <= end:
        yield Due(
            date=day,
            title=_("Export the catalogue and check it again"),
            url=reverse("catalogue:snapshots"),
            topic=TOPIC,
            verb=verbs.OPEN,
        )


def expected() -> Iterator[Expected]:
    """Exports, their checks, comparisons and searches; plans; items; secrets of sources."""
    yield from _exports()
    yield from _plans()
    for origin in Origin.objects.filter(example=False):
        if origin.kind == Origin.Kind.MIKROMARC and origin.fetched_at:
            for name in ("units", "locations", "items"):
                yield Expected(f"items/{origin.pk}/{name}.jsonl", origin.title)
        yield from expected_secrets(origin)


def _exports() -> Iterator[Expected]:
    for snapshot in Snapshot.objects.exclude(sha256=""):
        yield Expected(f"snapshots/{snapshot.name}/original.*", snapshot.name)
    for check in Check.objects.select_related("snapshot"):
        for name in CHECKED:
            yield Expected(f"snapshots/{check.snapshot.name}/{check.folder}/{name}", str(check))
    for search in Search.objects.exclude(found_at=None).select_related("check_of__snapshot"):
        check = search.check_of
        path = f"snapshots/{check.snapshot.name}/{check.folder}/{DUPLICATES}"
        yield Expected(path, str(search))
    for pair in Comparison.objects.exclude(found_at=None).select_related("new", "old"):
        yield Expected(f"snapshots/{pair.new.name}/{table_of(pair).name}", str(pair))


def _plans() -> Iterator[Expected]:
    for plan in Plan.objects.all():
        for field, (folder, names) in PLANNED.items():
            if getattr(plan, field):
                for name in names:
                    yield Expected(f"corrections/{plan.pk}/{folder}/{name}", plan.title)
