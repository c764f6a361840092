"""What the area answers when the rest of the house asks."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy

from kimppa.core.area import Due, Resolved
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import Document, Source, resolve_documents
from kimppa.eresources.licences import dues
from kimppa.eresources.licences.queries import cards
from kimppa.eresources.models import Licence


def documents() -> tuple[Source, ...]:
    """What words find."""
    return DOCUMENTS


def resolve(ids: Collection[str], person: Person) -> dict[str, Resolved]:
    """Cards by "licence-<pk>"."""
    return resolve_documents(DOCUMENTS, ids, person)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Renewals and shares that fall due, for those who decide on them and the coordinator."""
    if person.is_coordinator or person.can(Permission.RATIFY):
        yield from dues.in_window(dues.dues(cards()), start, end)


DOCUMENTS = (
    Source(
        "licence",
        gettext_lazy("E-resources"),
        rows=lambda: Licence.objects.with_service(),
        visible=lambda _person: Licence.objects.all(),
        document=lambda licence: Document(
            title=str(licence),
            text=" ".join(
                part for part in (*licence.materials, licence.service.vendor, licence.note) if part
            ),
            names=[str(licence), licence.service.vendor],
        ),
        url=lambda licence: licence.get_absolute_url(),
        follows={"eresources.licence": "pk", "core.service": "service"},
    ),
)
