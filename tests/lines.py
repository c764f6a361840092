"""Lines of an agreement for tests of the core, which knows duties but no agreement."""

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import settle_year
from kimppa.core.evidence.sentences import sentences
from kimppa.core.releases.models import Delivery


def make_lines(year: int, *subjects: str, **values: str) -> list[Duty]:
    """Duties of the subjects, each in a clause of its own, after those that the year has."""
    count = Duty.objects.filter(agreement_year=year).count()
    duties = []
    for number, subject in enumerate(subjects, count + 1):
        topic, _at, slug = subject.partition("@")
        service = Service.objects.get(slug=slug) if slug else None
        text = f"{values.pop('text', 'Kohta')} {number}"
        duty = Duty(agreement_year=year, clause=f"1.{number}", position=number, text=text)
        for name, value in {"topic": topic, "service": service, **values}.items():
            setattr(duty, name, value)
        duty.save()
        duties.append(duty)
    settle_year(year)
    return duties


def told(
    subjects: list[str], year: int, municipality: Municipality | None = None
) -> dict[str, list[Sentence]]:
    """What is told of lines with these subjects, made for it where the year lacks them."""
    rows = {duty.subject: duty for duty in Duty.objects.filter(agreement_year=year)}
    for subject in subjects:
        if subject not in rows:
            rows[subject] = make_lines(year, subject)[0]
    duties = {rows[subject].pk: subject for subject in subjects}
    said = sentences(duties, year, municipality)
    return {subject: said[pk] for pk, subject in duties.items()}


def given_to(year: int, topic: str) -> set[int]:
    """The municipalities that have got a final release of a topic."""
    rows = Delivery.objects.filter(
        release__agreement_year=year, release__topic=topic, release__provisional=False
    )
    return set(rows.values_list("municipality_id", flat=True))
