"""What the log says, and what it must not: one line, or one JSON object, for each event.

No token, no search word, no name: paths are masked, query strings left out, people are numbers.
"""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache

from kimppa.core.redaction import without_keys
from kimppa.ui.secret import key_pattern, routes

current: ContextVar[str] = ContextVar("request", default="")  # the id of the request at hand

_URLS = "kimppa.config.urls"
# What would begin a line of its own or steer the terminal of whoever reads the log.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@cache
def _keys() -> re.Pattern[str]:
    """The addresses that are keys, as the rooms declare them."""
    return key_pattern(routes(sys.modules[_URLS].urlpatterns))


def mask(text: str) -> str:
    """The text without the secrets of addresses, queries and headers in it.

    A process that has not loaded the addresses gives none out; it knows long ones by their look.
    """
    if hasattr(sys.modules.get(_URLS), "urlpatterns"):
        text = _keys().sub(r"\1…", text)
    return without_keys(text)


def on_one_line(text: str) -> str:
    """The text with its control characters written out: an address may hold any."""
    return _STEERING.sub(lambda match: ascii(match[0])[1:-1], text)


class Short(logging.Filter):
    """A line for what strangers cause all day, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return True


class Line(logging.Formatter):
    """For people: time, level, logger, request, message."""

    def format(self, record: logging.LogRecord) -> str:
        ident = current.get()
        text = super().format(record)
        moment = datetime.fromtimestamp(record.created, UTC).astimezone()
        head = f"{moment:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}"
        return mask(f"{head} [{ident}] {text}" if ident else f"{head} {text}")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """The message, which stays on its line."""
        return on_one_line(super().formatMessage(record))


class Json(logging.Formatter):
    """For machines: one JSON object a line; times in UTC, RFC 3339."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        event: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if ident := current.get():
            event["request"] = ident
        event |= {k: v for k, v in getattr(record, "fields", {}).items() if v is not None}
        if record.exc_info:
            event["traceback"] = mask(self.formatException(record.exc_info))
        return json.dumps(event, ensure_ascii=False, default=str)


def configuration(form: str) -> dict[str, object]:
    """The logging settings for `line` or `json`."""
    formatter = f"kimppa.operations.logs.{'Json' if form == 'json' else 'Line'}"
    granian = {"handlers": ["console"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"short": {"()": "kimppa.operations.logs.Short"}},
        "formatters": {"told": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["short"]},
            "django_tasks_db": {"level": "WARNING"},  # it tells every look at an empty queue
            "_granian": granian,
            "granian.access": granian | {"level": "WARNING"},  # our own access log is kimppa.access
        },
    }
