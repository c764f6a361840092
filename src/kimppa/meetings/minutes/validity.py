"""How frozen minutes stand beside the agenda as it is now."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from kimppa.core.releases.models import Release
from kimppa.meetings.models import Meeting


class Validity(StrEnum):
    """Whether they may be shown as they were frozen."""

    STANDS = "stands"
    CHANGED = "changed"  # what came of an item is told otherwise now: a new version is to come
    WITHHELD = (
        "withheld"  # they publish an item that is for directors only now, or has another name
    )


def validity(meeting: Meeting, release: Release) -> Validity:
    """What the public version of a release is worth: one query."""
    names = ("title", "outcome", "outcome_text", "internal")
    item_rows = meeting.items.values_list(*names)
    current_items = [
        {"title": title, "outcome": outcome, "text": text, "internal": internal}
        for title, outcome, text, internal in item_rows
    ]
    return compare(current_items, release)


def compare(items: Iterable[Mapping[str, Any]], release: Release) -> Validity:
    """The same by items as the facts of minutes tell them."""
    frozen_words = sorted(map(_words, _public_items(json.loads(release.facts)["items"])))
    current_words = sorted(map(_words, _public_items(items)))
    titles = {title for title, *_rest in current_words}
    if any(title not in titles for title, *_rest in frozen_words):
        return Validity.WITHHELD
    return Validity.STANDS if frozen_words == current_words else Validity.CHANGED


def _public_items(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [item for item in items if not item["internal"]]


def _words(item: Mapping[str, Any]) -> tuple[str, str, str]:
    return item["title"], item["outcome"], item["text"]
