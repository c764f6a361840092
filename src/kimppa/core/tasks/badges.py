"""How much there is to do behind each page of the menu.

The menu of every page shows the counts as they stood when the person's list was last read (home,
tasks, year clock), so that no other page has to ask every room.
"""

from collections.abc import Mapping

from django.core.cache import cache

from kimppa.core import clock
from kimppa.core.consortium.models import Person

_LIFE_SECONDS = 24 * 3600


def badges(person: Person) -> Mapping[str, int]:
    """Counts by the name of a page's address; empty until the list has been read today."""
    counts: Mapping[str, int] = cache.get(_key(person), {})
    return counts


def keep_badges(person: Person, counts: Mapping[str, int]) -> None:
    """Remember the counts of a list that has just been read."""
    cache.set(_key(person), dict(counts), _LIFE_SECONDS)


def _key(person: Person) -> str:
    return f"badges:{person.pk}:{clock.today()}"
