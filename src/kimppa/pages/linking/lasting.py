"""How long a link has been broken. Plain rules: no database, no clock."""

import datetime as dt
from typing import NamedTuple


class Outage(NamedTuple):
    """The last time that a link was broken; `since` is None if never, `until` while it is so."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def lasts(self) -> bool:
        """Whether it has not been seen to work since."""
        return self.since is not None and self.until is None

    def after(self, state: str, at: dt.datetime) -> "Outage":
        """The outage after a try. One that could not be tried ends nothing and begins nothing."""
        if state == "broken" and not self.lasts:
            return Outage(at)
        if state == "fine" and self.lasts:
            return Outage(self.since, at)
        return self
