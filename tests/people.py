"""The demo's day and people, as the tests take them."""

import datetime as dt
import functools
from collections import defaultdict

from kimppa.core import clock, demo
from kimppa.core.consortium.models import Membership, Person


@functools.cache
def demo_day() -> dt.date:
    """The day on which the demo stands; its file is read once."""
    return demo.day()


def everybody() -> list[Person]:
    """All people with what they hold today, asked at once: each would ask for its own."""
    held = defaultdict(list)
    for one in Membership.objects.valid_on(clock.today()).select_related("municipality"):
        held[one.person_id].append(one)
    people = list(Person.objects.all())
    for person in people:
        person.current_memberships = held[person.pk] if person.in_use else []
    return people
