"""Matomo's Reporting API: the visits of a site in a year and in its months.

    with patient(allow=…) as client:
        year = Matomo("https://matomo.example/", token, client).year(site=3, year=2025)

Everything is asked by POST, the token in the body only: an address ends up in logs. Only
VisitsSummary.get is asked, so nothing of any visitor comes. Visits may be summed, visitors may
not: whoever comes in two months is one visitor of the year.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.patient import PatientClient, host_of, json_of

METHOD: Final = "VisitsSummary.get"


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits and distinct visitors of a period. None = not told: nothing was counted, or, for
    visitors, Matomo does not count them (years, unless its operator has asked for it).
    """

    visits: int | None = None
    visitors: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A year as Matomo tells it; `months` by number, those that were asked for."""

    year: int
    whole: Visits
    months: dict[int, Visits]

    @property
    def missing(self) -> list[int]:
        """Months of which Matomo has nothing: it was not counting, which is not the same as 0."""
        return [month for month, visits in self.months.items() if visits.visits is None]


@dataclass(frozen=True, slots=True)
class Matomo:
    """One Matomo. `address` is its front page, with or without `index.php`."""

    address: str
    token: str = field(repr=False)
    client: PatientClient

    def year(self, *, site: int, year: int, last_month: int = 12, segment: str = "") -> Year:
        """The visits of a site, or of a segment of them, up to the end of `last_month`.

        Raises FetchError: "matomo-error" for what Matomo refuses, "not-matomo" for another
        shape, and those of PatientClient.ask.
        """
        params = {"idSite": str(site)} | ({"segment": segment} if segment else {})
        year_answer = self._ask_matomo(params, period="year", date=f"{year}-01-01")
        span = f"{year}-01-01,{year}-{last_month:02d}-28"
        month_answers = self._ask_matomo(params, period="month", date=span)
        keys = {month: f"{year}-{month:02d}" for month in range(1, last_month + 1)}
        if not isinstance(month_answers, dict) or not set(keys.values()) <= set(month_answers):
            raise self._odd_answer("months")
        return Year(
            year,
            self._visits(year_answer),
            {month: self._visits(month_answers[key]) for month, key in keys.items()},
        )

    def _ask_matomo(self, params: dict[str, str], **period: str) -> Any:
        form = {"module": "API", "method": METHOD, "format": "json", **params, **period}
        url = self.address.removesuffix("index.php").rstrip("/") + "/index.php"
        return self.client.ask(
            url, partial(self._payload, host_of(url)), form=form | {"token_auth": self.token}
        )

    def _payload(self, host: str, reply: Reply) -> Any:
        payload = json_of(host, reply)
        if isinstance(payload, dict) and payload.get("result") == "error":
            detail = str(payload.get("message", "")).replace(self.token, "***")
            raise FetchError("matomo-error", host=host, detail=detail)
        return payload

    def _visits(self, report: Any) -> Visits:
        if report == []:
            return Visits()
        if not isinstance(report, dict):
            raise self._odd_answer(type(report).__name__)
        return Visits(self._count(report, "nb_visits"), self._count(report, "nb_uniq_visitors"))

    def _count(self, report: dict[str, Any], name: str) -> int | None:
        number = report.get(name)
        if isinstance(number, str) and number.isascii() and number.isdecimal():
            return int(number)
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise self._odd_answer(name)
        if number is not None and number < 0:
            raise self._odd_answer(name)
        return number

    def _odd_answer(self, detail: str) -> FetchError:
        return FetchError("not-matomo", host=host_of(self.address), detail=detail)
