"""Bringing in a file of use: looked at line by line, kept whole, taken back whole."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Municipality
from kimppa.core.imports.importer import Context, Importer, Outcome, Record, Sheet, State
from kimppa.core.imports.models import Import
from kimppa.core.imports.names import Certainty, Match
from kimppa.core.imports.places import COMMON, Places, names_of
from kimppa.core.imports.tables import Limits
from kimppa.core.permissions import Actor
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.files import licence_of
from kimppa.eresources.models import UsageCount, UsageFile
from kimppa.eresources.terms.usage import USE
from kimppa.eresources.usage import actions, judging
from kimppa.eresources.usage.columns import COLUMNS
from kimppa.eresources.usage.messages import format_words, metric_words
from kimppa.eresources.usage.reading import (
    SLUG,
    Head,
    Line,
    find_heading,
    line_of_row,
    of_part,
    read,
    said_period,
)
from kimppa.sources.usage.model import Period
from kimppa.ui.numbers import day, number

TOTALS = ("yhteensä", "kaikki yhteensä", "summa", "total", "grand total", "totalt", "sum")


def take(record: Record, context: Context) -> Outcome:
    """Keep the head of a file, a line of it, or a row of a table. Raises ValidationError."""
    values = record.values
    if "head" in values:
        return _take_head(values["head"], context)
    if "line" in values:
        return _take_line(values["line"], context)
    if str(values.get("municipality") or "").strip().casefold().rstrip(":") in TOTALS:
        return Outcome(values["municipality"], State.SKIPPED, _("A sum of the rows above."))
    period = _period(context)
    line = line_of_row(dict(values), period.first.year)
    if not UsageFile.objects.filter(upload=context.upload).exists():
        warnings = tuple(of_part(period))
        _take_head(Head(UsageFile.Kind.TABLE, USE, warnings=warnings), context)
    return _take_line(line, context)


def _take_head(head: Head, context: Context) -> Outcome:
    period = head.period or _period(context)
    licence = licence_of(context.options)
    old_files = actions.earlier_files(licence, period.first, period.last)
    usage_file = actions.add_file(
        by=context.by,
        licence=licence,
        upload=context.upload,
        kind=head.kind,
        report=head.report,
        release=head.release,
        first=period.first,
        last=period.last,
        metric=head.metric,
        example=context.example,
    )
    notes = [
        _("Replaces %(file)s, taken on %(day)s.") % {"file": file, "day": day(file.taken_on)}
        for file in old_files
    ]
    context.warnings += [*head.warnings, *judging.of_head(head, usage_file, context.options)]
    title = f"{usage_file}, {metric_words(head.metric)}"
    return Outcome(title, State.ADDED, " ".join([*notes, *head.notes]))


def _take_line(line: Line, context: Context) -> Outcome:
    usage_file = UsageFile.objects.select_related("licence").filter(upload=context.upload).first()
    if usage_file is None:  # why its head was refused has been told already
        return Outcome(line.municipality, State.UNCHANGED)
    if line.is_only:
        line = replace(line, municipality=f"{usage_file.licence}: {line.municipality}")
    actions.add_counts(usage_file, line, year=usage_file.first.year)
    if line.is_only and not context.places.owner(line.municipality).settled:
        text = _(
            "The report tells of one library alone: %(name)s. Say below whether its figures are "
            "common to all of you or its own."
        )
        context.warnings.append(text % {"name": line.municipality})
    owner = context.places.owner(line.municipality)
    name = _owner_words(line.municipality, owner, context)
    if line.metric != usage_file.metric:
        name = _("%(name)s – kept beside: %(metric)s") % {"name": name, "metric": line.metric}
    is_ours_for_sure = owner.target and owner.certainty is Certainty.KNOWN
    return Outcome(
        name,
        State.ADDED,
        _sum_words(line, usage_file, context),
        place="" if is_ours_for_sure else line.municipality,
    )


def _owner_words(text: str, owner: Match, context: Context) -> str:
    """Whose a line is: ours with the name of the file beside its own, another's, or not known."""
    if not text:
        return _("No municipality told")
    if not owner.settled:
        return _("%(name)s: nobody knows whose – say it below") % {"name": text}
    municipality = context.places.municipality_at(owner.target)
    if owner.target == COMMON:
        return _("%(name)s: common to all of ours") % {"name": text}
    if municipality is None:
        return _("%(name)s: other than ours") % {"name": text}
    return str(municipality) if text in names_of(municipality) else f"{municipality} ({text})"


def _sum_words(line: Line, usage_file: UsageFile, context: Context) -> str:
    """The line's sum with its parts, beside that of the year before."""
    sum_by_format: dict[str, int] = defaultdict(int)
    for count in line.counts:
        sum_by_format[format_words(count.format)] += count.count
    text = number(line.sum)
    if len(sum_by_format) > 1:
        parts = [f"{name} {number(n)}" for name, n in sum_by_format.items()]
        text = f"{text} ({', '.join(parts)})"
    owner = _owner(line.municipality, context.places)
    earlier_text = year_before(line.metric, owner, usage_file, context.places)
    return beside(text, earlier_text, usage_file)


def beside(text: str, earlier_text: str, usage_file: UsageFile) -> str:
    """A sum with that of the year before, whose time is said where it is of other days."""
    if not earlier_text:
        return text
    words = {"sum": text, "earlier": earlier_text, "span": judging.other_span(usage_file)}
    if words["span"]:
        return _("%(sum)s; the file of %(span)s told %(earlier)s") % words
    return _("%(sum)s; a year before %(earlier)s") % words


def year_before(
    metric: str, owner: Municipality | str, usage_file: UsageFile, places: Places
) -> str:
    """The same of the year before; what counts as use is compared with what counted as use then,
    by its name where that was another metric.
    """
    counts = UsageCount.objects.filter(
        file__licence=usage_file.licence, file__replaced_by=None, year=usage_file.first.year - 1
    )
    is_use = metric == usage_file.metric
    counts = counts.filter(metric=F("file__metric") if is_use else metric)
    counted = counts.order_by("metric").values_list("metric", "municipality")
    sums: dict[str, int] = defaultdict(int)
    for file_metric, name, count in counted.annotate(Sum("count")):
        if _owner(name, places) == owner:
            sums[file_metric] += count
    return ", ".join(
        number(count) + (f" ({metric_words(file_metric)})" if file_metric != metric else "")
        for file_metric, count in sums.items()
    )


def _owner(name: str, places: Places) -> Municipality | str:
    """Ours whom the file means by a name, a code or one of its libraries, nobody for what is common
    to all; else the name itself.
    """
    match = places.owner(name)
    if match.target == COMMON:
        return ""
    return (match.settled and places.municipality_at(match.target)) or name


def _period(context: Context) -> Period:
    period = said_period(context.options)
    if period is None:
        raise ValidationError(_("The file does not tell its time. Choose the year beside it."))
    return period


def conclude(context: Context) -> Iterator[Outcome]:
    """The members of whom the file has no row although it tells of others: theirs is 0, unless
    nobody knows whose some of these others are.
    """
    files = UsageFile.objects.select_related("licence__service").filter(upload=context.upload)
    usage_file = files.first()
    if usage_file is None:
        return
    context.warnings += [*judging.of_months(usage_file), *judging.of_counts(usage_file)]
    towns, is_known = judging.without_rows(usage_file, context.places)
    for town in towns:
        earlier_text = year_before(usage_file.metric, town, usage_file, context.places)
        text = (
            _("0: the file has no row of it")
            if is_known
            else _("not known before it is said below whose the others are")
        )
        text = beside(text, earlier_text, usage_file)
        yield Outcome(str(town), State.ADDED, text)


def undo_import(by: Actor, upload: Import) -> str:
    """Take back what a file told."""
    for usage_file in UsageFile.objects.filter(upload=upload):
        actions.remove_file(by=by, usage_file=usage_file)
    return _("The use that the file told was removed.")


IMPORTER = Importer(
    slug=SLUG,
    title=gettext_lazy("Bring in a file of use"),
    permission=RIGHT,
    address="eresources:usage-files",
    types=(".xlsx", ".csv", ".tsv", ".txt", ".json"),
    limits=Limits(size=20_000_000, rows=5_000),
    read=read,
    find_heading=find_heading,
    conclude=conclude,
    sheets=(Sheet(COLUMNS, take),),
    undo=undo_import,
)
