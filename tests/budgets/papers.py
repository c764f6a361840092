"""The generated consortium's papers: programmes, reports, decisions, questions and figures."""

import datetime as dt
import random

from django.utils import timezone

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.decisions.models import Decision
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.topics import TOPICS
from kimppa.meetings.models import Attendance, Item, Meeting
from kimppa.programme.models import Action, Comment, Programme, Step, Update

STEPS, UPDATES = 4, 3


def programme(
    chance: random.Random, year: int, places: list[Municipality], *, actions: int
) -> Programme:
    """An agreed programme with steps, dated updates and directors' comments for each action."""
    made = Programme.objects.create(
        year=year,
        title=f"Toimenpideohjelma {year}",
        state=Programme.State.AGREED,
        approved_at=dt.date(year, 1, 20),
    )
    rows = Action.objects.bulk_create(
        [_action(chance, made, number) for number in range(1, actions + 1)], batch_size=500
    )
    link = Action.municipalities.through
    link.objects.bulk_create(
        link(action_id=row.pk, municipality_id=place.pk)
        for row in rows
        if not row.for_all
        for place in chance.sample(places, 2)
    )
    Step.objects.bulk_create(
        [step for row in rows for step in _steps(chance, row)], batch_size=1_000
    )
    _talk(chance, year, places, rows)
    return made


def _talk(chance: random.Random, year: int, places: list[Municipality], rows: list[Action]) -> None:
    """Updates of every action and comments on every third."""
    Update.objects.bulk_create(
        Update(
            action=row,
            date=dt.date(year, 1, 1) + dt.timedelta(days=chance.randint(0, 364)),
            text="Työ etenee suunnitellusti.",
            author_name="generated",
        )
        for row in rows
        for _number in range(UPDATES)
    )
    Comment.objects.bulk_create(
        Comment(
            action=row,
            person_name="generated",
            municipality=chance.choice(places),
            text="Voisiko tämän aikaistaa?",
            at=timezone.now(),
        )
        for row in rows[::3]
    )


def _action(chance: random.Random, programme: Programme, number: int) -> Action:
    topic = chance.choice(list(TOPICS))
    title = f"Toimenpide {number}"
    return Action(
        programme=programme,
        number=f"{number % 8 + 1}-{number}",
        clauses=[f"{number % 8 + 1}.{number % 5 + 1}"],
        section=f"Kokonaisuus {number % 8 + 1}",
        topic=topic,
        title=title,
        goal="Palvelu on sujuva.",
        measure="Kehitetään ja opastetaan.",
        official_title=title,
        official_goal="Palvelu on sujuva.",
        official_measure="Kehitetään ja opastetaan.",
        indicator="Osallistujia",
        indicator_target=100,
        indicator_variable="generated-visits" if number % 2 else "",
        responsible="Pääkäyttäjä",
        for_all=number % 3 != 0,
        start=dt.date(programme.year, 1, 1),
        end=dt.date(programme.year, chance.randint(2, 12), 15),
    )


def _steps(chance: random.Random, action: Action) -> list[Step]:
    year = action.programme.year
    done = chance.randint(0, STEPS)
    return [
        Step(
            action=action,
            position=number,
            title=f"Vaihe {number}",
            due=dt.date(year, 3 * number, 1),
            done_at=dt.date(year, 3 * number, 1) if number <= done else None,
            done_by="generated" if number <= done else "",
        )
        for number in range(1, STEPS + 1)
    ]


def questions(year: int, places: list[Municipality], people: dict[str, Person]) -> None:
    """Twelve questions of a year: half of the municipalities have answered, half have not."""
    now = timezone.now()
    for number in range(12):
        asked = Ratification.objects.create(
            area="generated",
            object_id=f"{year}-{number}",
            topic=list(TOPICS)[number],
            title=f"Kysymys {number} vuodelta {year}",
            text="Hyväksytäänkö?",
            asked_at=now,
            due=dt.date(year, 12, 1),
        )
        Confirmation.objects.bulk_create(
            Confirmation(
                ratification=asked,
                municipality=place,
                state="yes" if place.position % 2 else "awaiting",
                answered_by=people[place.code] if place.position % 2 else None,
                date=dt.date(year, 11, 1) if place.position % 2 else None,
            )
            for place in places
        )


def decisions(chance: random.Random, year: int, places: list[Municipality]) -> None:
    """Forty decisions of a year, each of two municipalities."""
    rows = Decision.objects.bulk_create(
        Decision(
            text=f"Päätös {number}",
            date=dt.date(year, number % 12 + 1, 10),
            meeting="Johtajien kokous",
            section=str(number),
            topic=chance.choice(list(TOPICS)),
            agreement_year=year,
        )
        for number in range(40)
    )
    link = Decision.municipalities.through
    link.objects.bulk_create(
        link(decision_id=row.pk, municipality_id=place.pk)
        for row in rows
        for place in chance.sample(places, 2)
    )


def meetings(year: int, places: list[Municipality]) -> None:
    """Twelve meetings of a year with fifteen items each, and who was there."""
    rows = Meeting.objects.bulk_create(
        Meeting(
            name="Johtajien kokous",
            number=month,
            start=dt.datetime(year, month, 14, 10, tzinfo=dt.UTC),
            state=Meeting.State.HELD,
        )
        for month in range(1, 13)
    )
    Item.objects.bulk_create(
        Item(meeting=row, position=number, title=f"Kohta {number}", outcome="information",
             outcome_text="Todettiin.", internal=number % 7 == 0)
        for row in rows for number in range(15)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=row, municipality=place, how=Attendance.How.PRESENT)
        for row in rows for place in places
    )  # fmt: skip


def figures(years: range, places: list[Municipality]) -> None:
    """Ten variables by municipality and year."""
    variables = Variable.objects.bulk_create(
        Variable(code=code, name_fi=f"Muuttuja {code}")
        for code in ["generated-visits", "population", *(f"generated-{n}" for n in range(8))]
    )
    Figure.objects.bulk_create(
        Figure(
            variable=variable,
            year=year,
            municipality=place,
            value=1_000 + place.position,
            recorded_at=timezone.now(),
        )
        for variable in variables
        for year in years
        for place in places
    )


def log(count: int) -> None:
    """Audit rows and sent messages, as years of use leave them."""
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now - dt.timedelta(minutes=number),
            by_name="generated",
            action="work.record",
            model="core.evidence",
            object_id=str(number),
            title=f"Työ {number}",
        )
        for number in range(count)
    )
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"generated-{number}",
            to="director@suuri.example",
            subject="Raportti",
            body="Raportti on valmis.",
            state="sent",
            queued_at=now,
            next_attempt_at=now,
            sent_at=now,
        )
        for number in range(count // 10)
    )
