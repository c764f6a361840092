"""Files: uploaded, their names settled, taken into use, undone."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance, withdraw_figure
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.figures.queries import PUBLISHED
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, require
from kimppa.core.retry import PermanentError
from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.statistics.imports.derivations import derivation_of
from kimppa.statistics.imports.meanings import learn
from kimppa.statistics.imports.preview import Preview, faults_text, look
from kimppa.statistics.imports.tasks import carry_out, read_lists, reason_words
from kimppa.statistics.lists import incoming, outcomes
from kimppa.statistics.lists.extracts import ExtractError
from kimppa.statistics.lists.messages import accepted_text
from kimppa.statistics.lists.reduction import columns_of
from kimppa.statistics.lists.ruleset import ACCEPTABLE
from kimppa.statistics.models import Take
from kimppa.statistics.parts.actions import join_parts, take_parts_apart
from kimppa.statistics.parts.joins import Span, year_of
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid, Metadata, metadata, read_grids
from kimppa.statistics.reading.mapping import propose, year_text
from kimppa.statistics.reading.register import meanings, place_rows, places
from kimppa.statistics.reading.vocabulary import MEASURES, vocabulary
from kimppa.statistics.years.actions import require_open
from kimppa.statistics.years.figures import store

READER_VERSION = "1"
SOURCE_LENGTH = 500


def upload(
    *,
    by: Actor,
    year: int,
    content: bytes,
    name: str,
    media_type: str,
    kind: str = Take.Kind.REPORT,
    system: str = "",
    sheet: int | None = None,
    example: bool = False,
    source: str = "",
) -> Take:
    """Keep a file to be looked at; without a `sheet` (counted from 0) the first with a table.

    Raises SpreadsheetError, and ValidationError for a file of another year.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    grids = read_grids(content)
    sheet = _sheet_with_table(grids) if sheet is None else min(sheet, len(grids) - 1)
    if kind == Take.Kind.REPORT:
        _require_year(grids[sheet], year)
    with transaction.atomic():  # the file has been read
        take = Take(
            kind=kind,
            year=year,
            stored=keep(content, name=name, media_type=media_type),
            name=name[:255],
            sheet=sheet,
            system=system.strip(),
            **_of_report(metadata(grids[sheet]), year),
            uploaded_at=clock.now(),
            uploaded_by=by.name,
            example=example,
            source=source,
        )
        _save_new(by, take)
    return take


def _save_new(by: Actor, take: Take) -> None:
    take.full_clean(exclude=["recorded", "part", "facts"])
    take.save()
    record(by=by, action="statistics.upload", obj=take)


def _require_year(grid: Grid, year: int) -> None:
    if year_in_file := year_text(grid, year):
        fault = Fault("other-year", text=year_in_file, facts={"year": str(year)})
        raise ValidationError({"file": fault.message((get_language() or "fi")[:2])})


def _of_report(about: Metadata, year: int) -> dict[str, Any]:
    """What a report tells of itself, as fields of a file."""
    return {
        "unit": about.unit,
        "start": about.start,
        "end": about.end,
        "period_is_year": about.is_year(year),
        "snapshot_days": about.snapshot_days(year),
    }


def _sheet_with_table(grids: Sequence[Grid]) -> int:
    words = vocabulary(places(), meanings())
    plans = (propose(grid, words) for grid in grids)
    tables = (number for number, plan in enumerate(plans) if plan and plan.variables)
    return next(tables, 0)


def upload_lists(
    *,
    by: Actor,
    year: int,
    items: Iterable[bytes],
    loans: Iterable[bytes] | None,
    name: str,
    system: str = "",
    start: dt.date | None = None,
    end: dt.date | None = None,
    accepted: Sequence[str] = (),
    example: bool = False,
    source: str = "",
    at_once: bool = False,
) -> Take:
    """Take in lists of items and loans to be computed: only what is needed is kept, borrowers as
    numbers. Small ones are read at once, others by the worker unless `at_once`.

    Raises ValidationError for a list that lacks a column or a time that is not of the year.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    span = _span(year, start, end)
    take = Take(
        kind=Take.Kind.LISTS,
        accepted=_acceptable(accepted),
        year=year,
        name=name[:255],
        system=system.strip(),
        start=span[0],
        end=span[1],
        period_is_year=span == year_of(year),
        uploaded_at=clock.now(),
        uploaded_by=by.name,
        example=example,
        source=source,
    )
    with transaction.atomic():
        _save_new(by, take)
        is_small = _arrive(take, {"items": items, "loans": loans}) <= outcomes.SMALL
        if not is_small and not at_once:
            _start_reading(take, by)
    if is_small or at_once:
        _read_now(take, by)
    return take


def _span(year: int, start: dt.date | None, end: dt.date | None) -> Span:
    whole_year = year_of(year)
    span = start or whole_year[0], end or whole_year[1]
    if not whole_year[0] <= span[0] <= span[1] <= whole_year[1]:
        raise ValidationError(_("The time must be of the year %(year)d.") % {"year": year})
    return span


def _arrive(take: Take, lists: Mapping[str, Iterable[bytes] | None]) -> int:
    """Write the lists as they come, and see that they have their columns; how many bytes."""
    size, target_by_key = 0, meanings()
    try:
        for table, pieces in lists.items():
            if pieces is not None:
                path = incoming.write(take.pk, table, pieces)
                columns_of(path, table, target_by_key, spare=path.with_suffix(".utf-8"))
                size += path.stat().st_size
    except ExtractError as error:
        incoming.remove(take.pk)
        raise ValidationError(reason_words(error)) from error
    except BaseException:
        incoming.remove(take.pk)
        raise
    return size


def _read_now(take: Take, by: Actor) -> None:
    try:
        carry_out(take)
    except PermanentError as error:
        discard(by=by, take=take)
        raise ValidationError(str(error)) from error


def _start_reading(take: Take, by: Actor) -> None:
    run, _new = queue.start(read_lists, take.pk, asked_by=by.name)
    take.run = run
    take.save(update_fields=["run"])


@transaction.atomic
def stop_reading(*, by: Actor, take: Take) -> bool:
    """Stop the reading of lists: one that waits at once, one that runs after the part at hand."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if take.run is None or not queue.ask_to_stop(take.run):
        return False
    record(by=by, action="statistics.stop", obj=take, after={"stop_asked": True})
    return True


@transaction.atomic
def read_on(*, by: Actor, take: Take) -> bool:
    """Take the reading of lists up again where it was, or compute them anew with today's codes.

    False when that is under way.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    run = take.run
    if run is not None and run.state in (Run.State.WAITING, Run.State.RUNNING):
        return False
    record(by=by, action="statistics.read-on", obj=take, after={"read": take.stored is not None})
    if run is None or not queue.requeue(run):
        _start_reading(take, by)
    return True


@transaction.atomic
def discard(*, by: Actor, take: Take) -> None:
    """Remove lists that have not been read, with the row. Raises ValidationError for others, and
    while they are being read.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    stored_take = stored(take)
    if stored_take.stored is not None:
        raise ValidationError(_("The lists have been read: they stay."))
    if stored_take.run is not None:
        if stored_take.run.state == Run.State.RUNNING:
            raise ValidationError(_("Stop the reading first."))
        queue.ask_to_stop(stored_take.run)
    record(by=by, action="statistics.discard", obj=stored_take, after={})
    pk = stored_take.pk
    stored_take.delete()
    transaction.on_commit(lambda: incoming.remove(pk))


@transaction.atomic
def settle(*, by: Actor, take: Take, choices: Mapping[str, str], measure: str = "") -> int:
    """Remember what names and codes mean, for this file and all that follow; how many were new.

    An empty target leaves a name out. `measure` is what a table counts that does not say it itself;
    else what was chosen for its names says so. Raises ValidationError for what cannot be meant.
    """
    measures = {target[:3] for target in choices.values()} & MEASURES.keys()
    measure = measure or "+".join(sorted(measures))
    if measure and (take.measure or any(key.startswith("variable:") for key in choices)):
        if any(part not in MEASURES for part in measure.split("+")):
            raise ValidationError(_("“%(target)s” is not known.") % {"target": measure})
        change(take, by=by, action="statistics.measure", measure=take.measure or measure)
        choices = {
            key.replace("variable:", f"variable-{take.measure}:", 1): target
            for key, target in choices.items()
        }
    new_count = learn(by=by, choices=choices)
    if take.kind == Take.Kind.LISTS and new_count and outcomes.computed(take) is None:
        read_on(by=by, take=take)
    return new_count


@transaction.atomic
def accept(*, by: Actor, take: Take, accepted: Sequence[str]) -> None:
    """Take rows of lists as they are that are wrong in some of the ways of `ACCEPTABLE`, and in no
    other. Raises ValidationError for others, and for a file in use.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if stored(take).in_use:
        raise ValidationError(_("The file is in use already."))
    change(take, by=by, action="statistics.accept", accepted=_acceptable(accepted))
    if outcomes.computed(take) is None:
        read_on(by=by, take=take)


def _acceptable(accepted: Sequence[str]) -> list[str]:
    for key in accepted:
        if key not in ACCEPTABLE:
            raise ValidationError(_("“%(target)s” is not known.") % {"target": key})
    return sorted(set(accepted))


@transaction.atomic
def take_in(*, by: Actor, take: Take) -> list[Figure]:
    """Take a file's figures into use; the new ones. With any fault nothing is.

    A part of the year is kept until the parts together make a figure of the year. Raises
    ValidationError for faults, a file in use, or a locked year; SpreadsheetError and OSError when
    the kept file cannot be read.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if stored(take).in_use:
        raise ValidationError(_("The file is in use already."))
    preview = look(take)
    if preview.waits:
        raise ValidationError(_("The lists have not been computed yet with today's codes."))
    if not preview.fit:
        raise ValidationError(faults_text(preview))
    derivation = derivation_of(take, preview, READER_VERSION)
    fields: dict[str, Any] = {"taken_at": clock.now(), "undone_at": None, "recorded": []}
    fields["derivation"] = derivation
    if preview.computed is not None:
        fields["facts"] = outcomes.facts(take, preview.computed)
    if take.kind == Take.Kind.PUBLISHED:
        fields["facts"] = {
            "places": {o.place.partition(":")[2]: o.place_name for o in preview.candidates}
        }
    if take.partial:
        require_open(take.year)
        fields["part"] = [
            [candidate.place, candidate.variable, str(candidate.read.value)]
            for candidate in preview.candidates
            if candidate.read.value is not None
        ]
        change(take, by=by, action="statistics.take-in", **fields)
        return join_parts(by=by, year=take.year)
    figures = _record_years(by, take, preview, derivation)
    fields["recorded"] = [figure.pk for figure in figures]
    change(take, by=by, action="statistics.take-in", **fields)
    return figures


def _record_years(by: Actor, take: Take, preview: Preview, derivation: Derivation) -> list[Figure]:
    """The figures of a file that tells of whole years."""
    place_by_code = place_rows({candidate.place for candidate in preview.candidates})
    version = preview.computed.rules if preview.computed else READER_VERSION
    accepted_rows = preview.computed.accepted if preview.computed else {}
    figures: list[Figure] = []
    for year in sorted({candidate.year for candidate in preview.candidates}):
        require_open(year)
        reads = {
            (place_by_code[candidate.place], candidate.variable): candidate.read
            for candidate in preview.candidates
            if candidate.year == year
        }
        origin = provenance(take, version, derivation, accepted_rows)
        figures += store(by, year, reads, origin)
    return figures


RULES = {Take.Kind.PUBLISHED: PUBLISHED, Take.Kind.LISTS: "lists", Take.Kind.REPORT: "report"}


def provenance(
    take: Take,
    version: str = READER_VERSION,
    derivation: Derivation | None = None,
    accepted: Mapping[str, int] | None = None,
) -> Provenance:
    """Where the figures of a file come from, and how many rows of lists were taken as they were."""
    unit = f", {take.get_unit_display()}" if take.unit else ""
    default_name = _("lists") if take.kind == Take.Kind.LISTS else _("report")
    description = take.source or f"{take.system or default_name}: {take.name}{unit}"
    if accepted:
        description += f". {accepted_text(accepted)}"
    return Provenance(
        source=description[:SOURCE_LENGTH],
        sha256=take.checksum,
        rule=RULES[Take.Kind(take.kind)],
        rule_version=version,
        example=take.example,
        derivation=derivation,
    )


@transaction.atomic
def undo(*, by: Actor, take: Take) -> int:
    """Take back every figure that a file brought; how many. What they replaced stands again.

    Raises ValidationError, undoing nothing, when a figure has been corrected since, when the
    file is not in use or the year is locked.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    stored_take = stored(take)
    if not stored_take.in_use:
        raise ValidationError(_("The file is not in use."))
    require_open(stored_take.year)
    if stored_take.partial:
        count = take_parts_apart(by=by, year=stored_take.year)
        change(take, by=by, action="statistics.undo", undone_at=clock.now())
        join_parts(by=by, year=stored_take.year)
        return count
    figures = list(Figure.objects.filter(pk__in=stored_take.recorded).order_by("-pk"))
    for figure in figures:
        withdraw_figure(by=by, figure=figure)
    change(take, by=by, action="statistics.undo", undone_at=clock.now())
    return len(figures)


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Take)
