"""The exceptions of COUNTER's services: what each means for the file, and what to do."""

from collections.abc import Iterable
from typing import Final

from kimppa.sources.usage.counter.reports import Trouble
from kimppa.sources.usage.problems import WHOLE, Place, Problems

NO_USE: Final = 3030
_UNFILTERED: Final = (3050, 3060, 3061, 3062, 3063, 3070)
_CODES: Final = {
    1000: "service-down",
    1010: "service-busy",
    1011: "service-queued",
    1020: "service-many-requests",
    1030: "service-lacks",
    2000: "service-credentials",
    2010: "service-credentials",
    2011: "service-no-global",
    2020: "service-credentials",
    3000: "service-no-report",
    3010: "service-no-release",
    3020: "service-dates",
    NO_USE: "service-no-use",
    3031: "service-not-ready",
    3032: "service-too-old",
    3040: "service-partial",
    **dict.fromkeys(_UNFILTERED, "service-unfiltered"),
}
_LAST_INFORMATION: Final = 999


def judge(troubles: Iterable[Trouble], rows: int, problems: Problems, place: Place = WHOLE) -> None:
    """With rows the file is taken and the trouble asked about; without them it refuses, unless
    there was no use."""
    for trouble in troubles:
        code, message = trouble.code, trouble.message.rstrip(" .") or "–"
        if code is not None and 0 <= code <= _LAST_INFORMATION:
            problems.note("service-tells", place, message=message)
        elif code == NO_USE and not rows:
            problems.note("service-no-use", place)
        elif code in _UNFILTERED:
            problems.ask("service-unfiltered", place, exception=code, message=message)
        else:
            name = _CODES.get(code or 0, "service-warns" if rows else "service-error")
            add = problems.ask if rows else problems.refuse
            add(name, place, exception=code or "–", message=message)
