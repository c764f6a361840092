"""What the area answers when the rest of the house asks."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.rooms import Known
from kimppa.core.handover import Mention, Offer
from kimppa.core.memo import remember, single_stamp
from kimppa.core.offers.queries import AGENDA
from kimppa.core.search.sources import Document, Source, resolve_documents
from kimppa.eresources.licences import dues, sentences
from kimppa.eresources.licences.effects import PERIOD
from kimppa.eresources.licences.queries import all_cards
from kimppa.eresources.models import Licence, Period
from kimppa.eresources.orders import dues as order_dues
from kimppa.eresources.orders import lines as order_lines
from kimppa.eresources.usage import dues as usage_dues
from kimppa.eresources.usage import lines as usage_lines
from kimppa.eresources.usage import sentences as usage_sentences


def resolve(ids: Collection[str], person: Person) -> dict[str, Resolved]:
    """Cards by "licence-<pk>", periods that are asked about or decided on by "period-<pk>"."""
    numbers = [key.removeprefix(PERIOD) for key in ids if key.startswith(PERIOD)]
    periods = Period.objects.filter(pk__in=[int(pk) for pk in numbers if pk.isdecimal()])
    resolved_periods = {
        period.origin[1]: Resolved(str(period), period.get_absolute_url())
        for period in (periods.select_related("licence__service") if numbers else ())
    }
    return resolve_documents(DOCUMENTS, ids, person) | resolved_periods


def summary(
    topics: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What there was and what it cost; how it was used."""
    with single_stamp():  # both read the cards
        card_sentences = sentences.summary(topics, year, municipality)
        return card_sentences | usage_sentences.summary(topics, year, municipality)


def offers(place: str, person: Person) -> Iterator[Offer]:
    """Renewals for an agenda."""
    if place == AGENDA and (person.is_coordinator or person.can(Permission.RATIFY)):
        yield from dues.offers(all_cards())


def mentions(
    _person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Cards of services; no card names a record."""
    slugs = set(services)
    every = remember("eresources mentions", make=_mentions) if slugs else ()
    yield from (mention for mention in every if mention.about in slugs)


def _mentions() -> list[Mention]:
    return [
        Mention(licence.service.slug, _("Agreement card"), str(licence), licence.get_absolute_url())
        for licence in Licence.objects.with_service()
    ]


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Renewals and shares that fall due, for those who decide on them and the coordinator."""
    if person.is_coordinator or person.can(Permission.RATIFY):
        cards = all_cards()
        matters = [*dues.dues(cards), *order_dues.dues(), *usage_dues.dues()]
        yield from dues.in_window(matters, start, end)


def knows(year: int) -> Iterator[Known]:
    """The ministry's lines of e-resources: use, stock and acquisitions."""
    yield from usage_lines.knows(year)
    yield from order_lines.knows(year)


DOCUMENTS = (
    Source(
        Licence,
        "licence",
        gettext_lazy("E-resources"),
        rows=lambda: Licence.objects.with_service(),
        document=lambda licence: Document(
            title=str(licence),
            text=" ".join(
                part for part in (*licence.materials, licence.service.vendor, licence.note) if part
            ),
            names=[str(licence), licence.service.vendor],
        ),
        follows={"core.service": "service"},
    ),
)
