"""How frozen minutes stand beside the agenda as it is now."""

import json
from enum import StrEnum

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
    frozen = [row for row in json.loads(release.facts)["items"] if not row["internal"]]
    now = [item for item in meeting.items.all() if not item.internal]
    titles = {item.title for item in now}
    if any(row["title"] not in titles for row in frozen):
        return Validity.WITHHELD
    before = sorted((row["title"], row["outcome"], row["text"]) for row in frozen)
    same = before == sorted((item.title, item.outcome, item.outcome_text) for item in now)
    return Validity.STANDS if same else Validity.CHANGED
