"""What the report says of changes."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Figures, Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.words.messages import say
from kimppa.pages.models import DEVELOPMENT, PLATFORM, Change
from kimppa.ui import numbers


def changes_of(year: int) -> list[Change]:
    """The changes in which something happened in the year."""
    return list(
        Change.objects.filter(Q(made_at__year=year) | Q(sent_on__year=year) | Q(done_on__year=year))
    )


def sentences_of_platform(year: int, changes: list[Change]) -> list[Sentence]:
    """How many changes of the platform were carried through in the year; none when none were."""
    platform_changes = [
        change
        for change in changes
        if change.topic == PLATFORM and _is_in_year(year, change.done_on)
    ]
    if not platform_changes:
        return []
    proven_count = sum(change.state == Change.State.PROVEN for change in platform_changes)
    if proven_count == len(platform_changes):
        text = ngettext(
            "{count} change was made in the web library and shown to work.",
            "{count} changes were made in the web library and shown to work.",
            len(platform_changes),
        )
    else:
        text = ngettext(
            "{count} change was made in the web library.",
            "{count} changes were made in the web library.",
            len(platform_changes),
        )
    figures = (
        (_("changes carried through"), numbers.number(len(platform_changes), 0)),
        (_("shown to work"), numbers.number(proven_count, 0)),
    )
    return [_sentence(say(text, count=len(platform_changes)), figures, platform_changes)]


def sentences_of_development(
    year: int, municipality: Municipality | None, changes: list[Change]
) -> list[Sentence]:
    """Wishes collected, proposals sent and wishes fulfilled in the year."""
    wished_changes = [change for change in changes if change.topic == DEVELOPMENT]
    if not wished_changes:
        return []
    wishes = [
        change
        for change in wished_changes
        if _is_in_year(year, change.made_at.astimezone(clock.ZONE).date())
    ]
    proposals = sum(_is_in_year(year, change.sent_on) for change in wished_changes)
    fulfilments = sum(_is_in_year(year, change.done_on) for change in wished_changes)
    municipality_ids = [change.municipality_id for change in wishes if change.municipality_id]
    own_wishes = municipality_ids.count(municipality.pk) if municipality else len(municipality_ids)
    figures = (
        (_("wishes"), numbers.number(len(wishes), 0)),
        (_("proposals sent"), numbers.number(proposals, 0)),
        (_("wishes fulfilled"), numbers.number(fulfilments, 0)),
    )
    town = municipality.name if municipality else ""
    text = " ".join(_development_texts(len(wishes), proposals, fulfilments, own_wishes, town))
    own_figures = ((_("wishes of single libraries"), numbers.number(own_wishes, 0)),)
    return [_sentence(text, figures, wished_changes, own_figures)]


def _development_texts(
    wishes: int, proposals: int, fulfilments: int, own_wishes: int, town: str
) -> Iterator[str]:
    if wishes and town and own_wishes:
        text = ngettext(
            "{count} wish for the web library was collected, {own} of them from {place}.",
            "{count} wishes for the web library were collected, {own} of them from {place}.",
            wishes,
        )
        yield say(text, count=wishes, own=own_wishes, place=town)
    elif wishes:
        text = ngettext(
            "{count} wish for the web library was collected.",
            "{count} wishes for the web library were collected.",
            wishes,
        )
        yield say(text, count=wishes)
    if proposals:
        text = ngettext(
            "{count} proposal was sent to the National Library.",
            "{count} proposals were sent to the National Library.",
            proposals,
        )
        yield say(text, count=proposals)
    if fulfilments:
        text = ngettext("{count} wish came true.", "{count} wishes came true.", fulfilments)
        yield say(text, count=fulfilments)


def _is_in_year(year: int, day: dt.date | None) -> bool:
    return day is not None and day.year == year


def _sentence(text: str, whole: Figures, changes: list[Change], own: Figures = ()) -> Sentence:
    example = any(change.example for change in changes)
    return Sentence(text, own, reverse_lazy("pages:changes"), example=example, whole=whole)
