"""Writing use: files as they are taken, sums that letters tell, and what is agreed of a year."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.actions import change, record
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.files.actions import keep
from kimppa.core.imports.meanings import settle_places
from kimppa.core.permissions import Actor, require
from kimppa.eresources.actions import RIGHT, add_row, check_right, remove_row
from kimppa.eresources.models import Licence, UsageCount, UsageFile, UsageYear
from kimppa.eresources.terms.usage import USE
from kimppa.eresources.usage.reading import Line
from kimppa.ui.numbers import day


@transaction.atomic
def add_file(*, by: Actor, licence: Licence, **values: Any) -> UsageFile:
    """A file without its counts; what it tells anew is replaced.

    Raises PermissionDenied, and ValidationError when a part of its time is in another file that
    tells of other times as well.
    """
    require(by, RIGHT)
    usage_file = UsageFile(licence=licence, taken_on=clock.today(), **values)
    usage_file.full_clean(exclude=["upload", "letter"])
    replaced_files = earlier_files(licence, usage_file.first, usage_file.last)
    for earlier_file in replaced_files:
        if earlier_file.first < usage_file.first or earlier_file.last > usage_file.last:
            raise ValidationError(
                _("A part of this time is in %(file)s. Take that back first.")
                % {"file": earlier_file}
            )
    usage_file.save()
    record(by=by, action="eresources.usage-add", obj=usage_file)
    for earlier_file in replaced_files:
        change(earlier_file, by=by, action="eresources.usage-replace", replaced_by=usage_file)
    return usage_file


def earlier_files(licence: Licence, first_day: dt.date, last_day: dt.date) -> list[UsageFile]:
    """The standing files that tell of some of the same days."""
    files = licence.usage_files.standing().select_related("licence__service")
    return list(files.filter(first__lte=last_day, last__gte=first_day))


def add_counts(usage_file: UsageFile, line: Line, *, year: int = 0) -> None:
    """The counts of a line; `year` is that of counts which tell none. A row of a table adds to
    what an earlier one told of the same. Two or three queries, however many counts.
    """
    key_fields = {"municipality": line.municipality, "metric": line.metric}
    usage_counts = {
        (usage_count.year, usage_count.month, usage_count.format): usage_count
        for usage_count in usage_file.counts.filter(**key_fields)
    }
    for count in line.counts:
        time = count.year or year, count.month
        usage_count = usage_counts.setdefault(
            (*time, count.format),
            UsageCount(file=usage_file, example=usage_file.example, count=0, **key_fields),
        )
        usage_count.year, usage_count.month = time
        usage_count.format = count.format
        usage_count.count += count.count
    UsageCount.objects.bulk_update(
        [usage_count for usage_count in usage_counts.values() if usage_count.pk], ["count"]
    )
    UsageCount.objects.bulk_create(
        [usage_count for usage_count in usage_counts.values() if not usage_count.pk]
    )


@transaction.atomic
def remove_file(*, by: Actor, usage_file: UsageFile) -> None:
    """Take back one file with its counts; what it had replaced stands again."""
    require(by, RIGHT)
    for earlier_file in usage_file.replaced.all():
        change(earlier_file, by=by, action="eresources.usage-restore", replaced_by=None)
    remove_row(usage_file, by=by, action="eresources.usage-remove")


@transaction.atomic
def remove_sum(*, by: Actor, usage_file: UsageFile) -> None:
    """Take back a sum that was told, so that it can be put back. Raises PermissionDenied."""
    for count in usage_file.counts.all():
        remove_row(count, by=by, action="eresources.usage-count-remove")
    remove_file(by=by, usage_file=usage_file)


@transaction.atomic
def report_sum(
    *,
    by: Actor,
    usage_year: UsageYear,
    count: int,
    sender: str,
    told_on: dt.date | None = None,
    letter: Any = None,
    example: bool = False,
) -> UsageFile:
    """A year's sum that somebody has told; it is marked as reported wherever it is shown.

    Raises PermissionDenied, and ValidationError without the sender, without both the letter and
    its day, for a day that has not come, and where a file tells the same by municipality.
    """
    require(by, RIGHT)
    if not sender.strip():
        raise ValidationError({"sender": _("Tell who told the sum.")})
    if not (letter or told_on):
        raise ValidationError({"told_on": _("Write the day of the letter or add the letter.")})
    if told_on and told_on > clock.today():
        raise ValidationError({"told_on": _("The day has not come yet.")})
    licence, year = usage_year.licence, usage_year.year
    for file in earlier_files(licence, dt.date(year, 1, 1), dt.date(year, 12, 31)):
        if file.counts.exclude(municipality="").exists():
            text = _("%(file)s tells use by municipality already. Take it back first.")
            raise ValidationError(text % {"file": file})
    content = letter and keep(
        letter.read(), name=letter.name, media_type="application/octet-stream"
    )
    usage_file = add_file(
        by=by,
        licence=licence,
        kind=UsageFile.Kind.REPORTED,
        first=dt.date(year, 1, 1),
        last=dt.date(year, 12, 31),
        metric=USE,
        source=", ".join([sender.strip(), *([day(told_on)] if told_on else [])]),
        letter=content,
        example=example,
    )
    UsageCount.objects.create(file=usage_file, year=year, metric=USE, count=count, example=example)
    return usage_file


@transaction.atomic
def change_year(*, by: Actor, usage_year: UsageYear, **values: Any) -> None:
    """What is agreed of a year; it begins to be kept when something is. Raises PermissionDenied."""
    require(by, RIGHT)
    if usage_year.pk is None:
        add_row(usage_year, by=by, action="eresources.usage-year-add")
    change(usage_year, by=by, action="eresources.usage-year", **values)


def choose_key(*, by: Actor, usage_year: UsageYear, key: AllocationKey) -> None:
    """By which key the part is split whose municipality nobody tells."""
    change_year(by=by, usage_year=usage_year, key=key)


@transaction.atomic
def settle_owners(*, by: Actor, usage_year: UsageYear, choices: Mapping[str, str | None]) -> None:
    """Say whose the names in the year's files are, for all files: a target of `core.imports.places`
    by the name, empty for another's, None to ask again. Raises PermissionDenied.
    """
    require(by, RIGHT)
    settle_places(by=by, choices=choices)


def collect_not(*, by: Actor, usage_year: UsageYear) -> None:
    """Nobody collects the figures of the year."""
    change_year(by=by, usage_year=usage_year, is_collected=False)


def collect(*, by: Actor, usage_year: UsageYear) -> None:
    """The figures are collected after all."""
    change_year(by=by, usage_year=usage_year, is_collected=True)


check_undo_by(check_right, UsageFile, UsageCount, UsageYear)
