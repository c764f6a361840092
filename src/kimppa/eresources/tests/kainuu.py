"""A consortium of six municipalities without any data: its people, keys and agreements."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from kimppa.core.allocation.actions import create_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Consortium, Membership, Municipality, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.core.imports.models import Import
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.licences.actions import add_card
from kimppa.eresources.models import Licence, Period

PEOPLE = {
    "Kajaani": 36050, "Sotkamo": 10140, "Kuhmo": 7900, "Suomussalmi": 7470, "Paltamo": 3150,
    "Hyrynsalmi": 2130,
}  # fmt: skip
CODES = dict(zip(PEOPLE, ("205", "765", "290", "777", "578", "105"), strict=True))
FILES = "/eresources/usage/files/"


@dataclass
class Kainuu:
    """The municipalities by name, and the coordinator's browser."""

    towns: Mapping[str, Municipality]
    client: Client
    coordinator: Person
    keys: dict[str, AllocationKey] = field(default_factory=dict)

    @classmethod
    def create(cls) -> "Kainuu":
        Consortium.objects.create(pk=1, name_fi="Koillis-Kainuun kirjastot")
        towns = {
            name: Municipality.objects.create(code=code, name_fi=name, position=place)
            for place, (name, code) in enumerate(CODES.items())
        }
        person = Person.objects.create(email="koordinaattori@kainuu.example", name="Koordinaattori")
        Membership.objects.create(person=person, role=Role.COORDINATOR)
        return cls(towns, browser(person), person)

    def key(self, as_of: dt.date = dt.date(2025, 12, 31)) -> AllocationKey:
        """The inhabitants of a day."""
        return create_key(
            by=SYSTEM,
            name="Väkiluku",
            kind=AllocationKey.Kind.POPULATION,
            as_of=as_of,
            weights={self.towns[name]: Decimal(count) for name, count in PEOPLE.items()},
        )

    def licence(self, name: str, *kinds: str, **period: Any) -> Licence:
        """A card of all six with one period; without terms one that has no price."""
        service = Service.objects.create(slug=name.lower(), name_fi=name)
        return add_card(
            by=SYSTEM,
            service=service,
            municipalities=self.towns.values(),
            kinds=list(kinds),
            period={"start": dt.date(2025, 1, 1), "tax": "none"} | period,
        )

    def bring(self, licence: Licence, content: bytes, name: str, year: str = "") -> str:
        """The page on which a file of use is looked at."""
        form = {"file": SimpleUploadedFile(name, content), "licence": licence.pk, "year": year}
        return text_of(self.client.post(FILES, form, follow=True))

    def keep(self) -> str:
        """Keep the file that was looked at last; the page that follows."""
        upload = Import.objects.latest("pk")
        return text_of(self.client.post(f"{FILES}{upload.pk}/take/", follow=True))

    def page(self, address: str) -> str:
        return text_of(self.client.get(address))

    def post(self, address: str, **values: Any) -> str:
        return text_of(self.client.post(address, values, follow=True))


def browser(person: Person) -> Client:
    """Signed in, in Finnish."""
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def text_of(response: HttpResponse) -> str:
    """A page as text with plain spaces."""
    text = response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    return text.replace("\N{SOFT HYPHEN}", "")


def period_of(licence: Licence) -> Period:
    """The licence's newest period."""
    return licence.periods.select_related("licence__service", "key").latest("start")
