"""A generated consortium of any size: no name, code or number of it is Louna's.

It proves that nothing is hard-wired to five municipalities, and it is what the budgets and the
benchmarks measure: 20 municipalities, 10 years, 100,000 pieces of work by default.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from kimppa.agreement.models import Agreement, Clause, Party, Section
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import slot_of
from kimppa.core.evidence.lines import settle_year
from kimppa.core.evidence.models import Evidence, EvidenceFigure
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.tasks.models import Task
from kimppa.core.topics import TOPICS
from tests.budgets import papers

DUES = ("continuous", "monthly", "quarterly", "yearly", "by 03-31", "by 01-31 +1", "as-needed")
CHUNK = 5_000


@dataclass(slots=True)
class Generated:
    """What was made: the latest year, the coordinator, and directors by municipality code."""

    year: int
    coordinator: Person
    directors: dict[str, Person] = field(default_factory=dict)
    municipalities: list[Municipality] = field(default_factory=list)


def make(
    *,
    municipalities: int = 20,
    years: int = 10,
    work: int = 100_000,
    last: int = 2024,
    actions: int = 25,
) -> Generated:
    """Fill an empty database; the same arguments give the same consortium."""
    chance = random.Random(20)
    places = _places(municipalities)
    made = Generated(last, _people(places), municipalities=places)
    made.directors = {
        m.municipality.code: m.person
        for m in Membership.objects.filter(role="director").select_related("municipality", "person")
        if m.municipality
    }
    services = Service.objects.bulk_create(
        Service(slug=f"service-{n}", name_fi=f"Palvelu {n}") for n in range(6)
    )
    for year in range(last - years + 1, last + 1):
        _agreement(year, places, services)
    _work(chance, places, services, years=years, last=last, count=work)
    _releases(made, years=years)
    for year in range(last - years + 1, last + 1):
        settle_year(year)
    _tasks(chance, places, last)
    _papers(chance, made, range(last - years + 1, last + 1), actions)
    papers.log(work // 5)
    return made


def _papers(chance: random.Random, made: Generated, years: range, actions: int) -> None:
    papers.figures(years, made.municipalities)
    for year in years:
        papers.programme(chance, year, made.municipalities, actions=actions)
        papers.decisions(chance, year, made.municipalities)
        papers.meetings(year, made.municipalities)
        papers.questions(year, made.municipalities, made.directors)


def _places(count: int) -> list[Municipality]:
    places = Municipality.objects.bulk_create(
        Municipality(code=f"{700 + n}", name_fi=f"Kunta {n + 1}", position=n) for n in range(count)
    )
    Consortium.objects.create(pk=1, name_fi="Suuri kimppa", short_name="Suuri", host=places[0])
    Branch.objects.bulk_create(
        Branch(code=f"b{place.code}-{n}", name_fi=f"Kirjasto {n}", municipality=place)
        for place in places
        for n in range(4)
    )
    return places


def _people(places: list[Municipality]) -> Person:
    people = [("coordinator", None)] + [("director", place) for place in places]
    made = Person.objects.bulk_create(
        Person(
            email=f"{role}-{place.code if place else 'all'}@suuri.example",
            name=f"{role} {place or ''}".strip(),
            password="!",
        )
        for role, place in people
    )
    Membership.objects.bulk_create(
        Membership(person=person, role=role, municipality=place)
        for person, (role, place) in zip(made, people, strict=True)
    )
    return made[0]


def _agreement(year: int, places: list[Municipality], services: list[Service]) -> None:
    agreement = Agreement.objects.create(
        year=year, title=f"Sopimus {year}", state="in_force", source_text="generated"
    )
    Party.objects.bulk_create(Party(agreement=agreement, municipality=place) for place in places)
    topics = list(TOPICS)
    for section in range(1, 9):
        row = Section.objects.create(
            agreement=agreement,
            number=str(section),
            title=f"Palvelukokonaisuus {section}",
            short_title=f"Kokonaisuus {section}",
            position=section,
        )
        clauses = [
            Clause(section=row, number=f"{section}.{n}", text=f"Tehtävä {n} " * 8, position=n)
            for n in range(1, 6)
        ]
        Clause.objects.bulk_create(clauses)
        Duty.objects.bulk_create(
            Duty(
                agreement_year=year,
                section=row.number,
                section_title=row.short_title,
                clause=clause.number,
                position=section * 100 + n,
                text=clause.text,
                topic=topics[(section * 5 + n) % len(topics)],
                service=services[n] if n % 3 == 0 else None,
                kind="deliverable" if n == 4 else "duty",
                due=DUES[(section + n) % len(DUES)],
            )
            for n, clause in enumerate(clauses)
        )


def _work(
    chance: random.Random,
    places: list[Municipality],
    services: list[Service],
    *,
    years: int,
    last: int,
    count: int,
) -> None:
    people = list(Person.objects.order_by("pk"))
    for batch in _batches(count):
        rows = Evidence.objects.bulk_create(
            _piece(chance, services, people, years=years, last=last, number=n) for n in batch
        )
        link = Evidence.municipalities.through
        link.objects.bulk_create(
            link(evidence_id=row.pk, municipality_id=place.pk)
            for row in rows
            if not row.for_all
            for place in chance.sample(places, chance.randint(1, 3))
        )
        EvidenceFigure.objects.bulk_create(
            EvidenceFigure(evidence=row, label="osallistujaa", value=chance.randint(1, 40))
            for row in rows[::4]
        )


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, CHUNK):
        yield range(start, min(start + CHUNK, count))


def _piece(
    chance: random.Random,
    services: list[Service],
    people: list[Person],
    *,
    years: int,
    last: int,
    number: int,
) -> Evidence:
    year = last - number % years
    date = dt.date(year, 1, 1) + dt.timedelta(days=chance.randint(-20, 390))
    return Evidence(
        agreement_year=year,
        date=date,
        slot=slot_of(date, year),
        topic=chance.choice(list(TOPICS)),
        service=chance.choice(services) if chance.random() < 0.4 else None,
        title=f"Työ {number}",
        by=people[number % len(people)],
        for_all=chance.random() < 0.5,
        recorded_at=timezone.now(),
    )


def _releases(made: Generated, *, years: int) -> None:
    now = timezone.now()
    for year in range(made.year - years + 1, made.year + 1):
        for topic in ("programme", "report", "statistics-units"):
            release = Release.objects.create(
                kind=topic,
                agreement_year=year,
                topic=topic,
                title=f"{topic} {year}",
                facts="{}",
                facts_sha256="0" * 64,
                frozen_at=now,
                frozen_by="generated",
            )
            deliveries = Delivery.objects.bulk_create(
                Delivery(
                    release=release,
                    municipality=place,
                    recipient=made.directors[place.code],
                    recipient_name="generated",
                    channel="mail",
                    delivered_at=now,
                    expires_at=now + dt.timedelta(days=365),
                )
                for place in made.municipalities
            )
            _delivered(release, deliveries)


def _delivered(release: Release, deliveries: list[Delivery]) -> None:
    """What each delivery leaves as evidence; the version is one piece of work."""
    rows = Evidence.objects.bulk_create(
        Evidence(
            agreement_year=release.agreement_year,
            date=delivery.delivered_at.date(),
            slot=slot_of(delivery.delivered_at.date(), release.agreement_year),
            topic=release.topic,
            kind="delivery",
            title=release.title,
            for_all=False,
            area="desk",
            object_id=f"delivery-{delivery.pk}",
            recorded_at=delivery.delivered_at,
        )
        for delivery in deliveries
    )
    Evidence.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(same_as=rows[0])
    link = Evidence.municipalities.through
    link.objects.bulk_create(
        link(evidence_id=row.pk, municipality_id=delivery.municipality_id)
        for row, delivery in zip(rows, deliveries, strict=True)
    )


def _tasks(chance: random.Random, places: list[Municipality], last: int) -> None:
    Task.objects.bulk_create(
        Task(
            title=f"Tehtävä {n}",
            topic=chance.choice(list(TOPICS)),
            municipality=chance.choice(places),
            due=dt.date(last, 1, 1) + dt.timedelta(days=chance.randint(0, 365)),
            created_at=timezone.now(),
        )
        for n in range(2_000)
    )
