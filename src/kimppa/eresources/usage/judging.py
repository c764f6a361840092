"""What is to be looked at before a file of use is kept."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.imports.places import COMMON, Places
from kimppa.core.language import active_language
from kimppa.core.memo import read_once
from kimppa.core.words.calendar import in_months
from kimppa.eresources.licences.queries import cards_without_sums
from kimppa.eresources.models import UsageCount, UsageFile
from kimppa.eresources.terms.shares import Span
from kimppa.eresources.usage.reading import Head
from kimppa.ui.numbers import day

_LONG = 4  # letters of a word by which a name is known


def of_head(head: Head, usage_file: UsageFile, options: Mapping[str, Any]) -> Iterator[str]:
    """That a file is of another platform than its card, or of another year than was said."""
    service = usage_file.licence.service
    card_words = _words(f"{usage_file.licence} {service.vendor} {service.address}")
    if head.platforms and not any(_words(name) & card_words for name in head.platforms):
        words = {"platforms": ", ".join(head.platforms[:5]), "name": usage_file.licence}
        yield _("The file is of %(platforms)s, and the card is %(name)s. See that it is right.") % (
            words
        )
    year = options.get("year")
    if year and not usage_file.first.year <= year <= usage_file.last.year:
        words = {"said": year, "first": day(usage_file.first), "last": day(usage_file.last)}
        yield _("You said the year %(said)s, but the file is of %(first)s–%(last)s.") % words


def _words(name: str) -> set[str]:
    """The words by which a platform is known; E-kirjasto is one."""
    text = name.casefold().replace("-", "")
    return {word for word in re.split(r"[^\w]+", text) if len(word) >= _LONG} - {"library", "www"}


def of_months(usage_file: UsageFile) -> Iterator[str]:
    """That a table tells of fewer months than the time that was said."""
    pairs = _main_counts(usage_file).order_by().values_list("year", "month").distinct()
    months = [dt.date(year, month, 1) for year, month in pairs if month]
    start, end = usage_file.first, usage_file.last
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    if usage_file.kind == UsageFile.Kind.TABLE and months and len(pairs) == len(months) < length:
        words = {"first": day(start), "last": day(end)}
        words["months"] = in_months(months, active_language(), start.year)
        yield _("The table tells of use %(months)s only, its time is %(first)s–%(last)s.") % words


def of_counts(usage_file: UsageFile) -> Iterator[str]:
    """That a file which tells of no municipality takes the place of one that does."""
    if _main_counts(usage_file).exclude(municipality="").exists():
        return
    for replaced_file in usage_file.replaced.select_related("licence__service"):
        if _main_counts(replaced_file).exclude(municipality="").exists():
            yield _(
                "%(file)s tells use by municipality. This one has only the sum, and would replace "
                "it."
            ) % {"file": replaced_file}


def without_rows(usage_file: UsageFile, places: Places) -> tuple[list[Municipality], bool]:
    """Who belonged in the time of a file that tells of municipalities, but not of them; and whether
    it is known whose all its rows are.
    """
    names = _main_counts(usage_file).exclude(municipality="").order_by()
    owners = [
        places.owner(name) for name in names.values_list("municipality", flat=True).distinct()
    ]
    owners = [owner for owner in owners if owner.target != COMMON]
    if not owners:
        return [], True
    (card,) = cards_without_sums([usage_file.licence])
    towns = {places.municipality_at(owner.target) for owner in owners if owner.settled}
    members = card.members_in(Span(usage_file.first, usage_file.last))
    towns_without_rows = [m.municipality for m in members if m.municipality not in towns]
    return towns_without_rows, all(owner.settled for owner in owners)


def other_span(usage_file: UsageFile) -> str:
    """The days of the year before that its files tell of, where they are not the same days."""
    span = partial(_other_span, usage_file)
    return read_once("eresources other span", usage_file.pk, make=span)


def _other_span(usage_file: UsageFile) -> str:
    year = usage_file.first.year - 1
    files = UsageFile.objects.standing().filter(
        licence=usage_file.licence, first__year__lte=year, last__year__gte=year
    )
    days = list(files.values_list("first", "last"))
    if not days:
        return ""
    start, end = min(start for start, _last in days), max(end for _first, end in days)
    days_of_file = [(end_day.month, end_day.day) for end_day in (usage_file.first, usage_file.last)]
    if [(end_day.month, end_day.day) for end_day in (start, end)] == days_of_file:
        return ""
    return f"{day(start)}–{day(end)}"


def _main_counts(usage_file: UsageFile) -> Any:
    return UsageCount.objects.filter(file=usage_file, metric=usage_file.metric)
