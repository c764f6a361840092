"""In which groups the fields of an event's form stand."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy

from kimppa.publishing import messages
from kimppa.publishing.translated import TEXTS

CLOSED = "though_closed"
WHEN = ("day", "begins", "ends", "last_day", "repeats", "repeat_until", "rule", "skipped")
ELSEWHERE = ("place", "street_address", "locality", "position")
MORE = ("price", "registration", "organiser", "contact")
TIMED = (*WHEN, CLOSED, "branch", *ELSEWHERE, "audiences", *MORE)


def groups_of(lang: str) -> Iterator[tuple[Any, bool, tuple[str, ...]]]:
    """The fields in groups: title, whether folded away, names. The texts of `lang`, the
    house's first, stand before all, those of the others behind.
    """
    yield gettext_lazy("What"), False, (f"title_{lang}", f"summary_{lang}", f"text_{lang}")
    yield gettext_lazy("When"), False, (*WHEN[:3], CLOSED)
    yield (
        gettext_lazy("Where"),
        False,
        ("municipality", "branch", "joint", "joint_with", "decision"),
    )
    yield gettext_lazy("Repeats, or lasts for days"), True, WHEN[3:]
    yield gettext_lazy("Somewhere else than in a library"), True, ELSEWHERE
    yield (
        gettext_lazy("For whom, price, signing up"),
        True,
        ("audiences", "categories", "words", *MORE),
    )
    yield gettext_lazy("Picture"), True, ("picture", "without_picture", f"alt_{lang}")
    for code, name in messages.LANGUAGE_NAMES.items():
        if code != lang:
            yield name, True, tuple(f"{text}_{code}" for text in TEXTS)
    yield gettext_lazy("When it is shown"), True, ("publish_at", "expires_at")
