"""What each row tells: whose it is, whether it waits, its words covered; and what is wrong."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.imports.importer import Context, Record
from kimppa.core.imports.moments import Moment
from kimppa.core.workdays import STATUTORY_DAYS
from kimppa.feedback.actions.arrivals import Arrival, Sender, cover, digest
from kimppa.feedback.finna import building_codes, is_email, theme_in
from kimppa.feedback.languages import language_of
from kimppa.feedback.models import TEXT_LENGTH, Ticket
from kimppa.feedback.themes import Theme
from kimppa.ui.numbers import number

OPEN, HANDLED, OLD = "open", "handled", "old"
OLDEST = dt.date(2000, 1, 1)
_HANDLED_WORDS = frozenset(
    (
        *("vastattu", "käsitelty", "suljettu", "valmis", "hoidettu", "kyllä"),
        *("closed", "answered", "resolved", "done", "yes", "true", "1"),
        *("besvarad", "stängd", "hanterad", "klar", "ja"),
    )
)
_OPEN_WORDS = frozenset(
    (
        *("avoin", "uusi", "kesken", "odottaa", "vastaamatta", "käsittelemättä", "ei"),
        *("open", "new", "pending", "inprogress", "no", "false", "0"),
        *("öppen", "ny", "obesvarad", "nej"),
    )
)
_LANGUAGES = {"fi": "fi", "su": "fi", "sv": "sv", "ru": "sv", "en": "en"}


def prepare(record: Record, context: Context) -> Record:
    """The row's `arrival`, its words `covered`, its `state` and whether its hour is `timed`.

    Raises ValidationError by column.
    """
    now = clock.now().astimezone(clock.ZONE)
    if faults := _faults(record, now):
        raise ValidationError(faults)
    arrival = _arrival(record, context, now)
    return replace(
        record,
        values={
            "arrival": arrival,
            "covered": cover(arrival),
            "timed": record.values["arrived"].timed,
            "state": _state(record, now),
        },
    )


def _faults(record: Record, now: dt.datetime) -> dict[str, str]:
    """What is wrong in a row, by column."""
    values, faults = record.values, {}
    arrived, answered = values["arrived"], values["answered"]
    text = values["text"] or values["subject"]
    if not text:
        faults["text"] = _("The customer's words are missing. Fill them in or remove the row.")
    elif len(text) > TEXT_LENGTH:
        message = _("The text is longer than %(most)s characters. Shorten it.")
        faults["text"] = message % {"most": number(TEXT_LENGTH, 0)}
    if answered and answered.at.date() < arrived.at.date():
        faults["answered"] = _("It is answered before it arrived. Correct the day.")
    for column in ("arrived", "answered"):
        if values[column] and _is_far(values[column].at, now):
            faults[column] = _("The day is in the future or before 2000. Correct it.")
    if not _state(record, now):
        faults["state"] = _("The state is not understood. Write “avoin” or “vastattu”.")
    return faults


def _is_far(moment: dt.datetime, now: dt.datetime) -> bool:
    return moment > now + dt.timedelta(days=1) or moment.date() < OLDEST


def _state(record: Record, now: dt.datetime) -> str:
    """Whether it still waits: by its answering day, else by its state, else by its age; empty for
    a state that is not understood.
    """
    values = record.values
    word = re.sub(r"[\W_]+", "", values["state"].lower())
    if values["answered"] or word in _HANDLED_WORDS:
        return HANDLED
    if word:
        return OPEN if word in _OPEN_WORDS else ""
    if "answered" in record.headings:
        return OPEN
    return OLD if (now.date() - values["arrived"].at.date()).days > STATUTORY_DAYS else OPEN


def _arrival(record: Record, context: Context, now: dt.datetime) -> Arrival:
    """What waits is open with its clocks from its own day; what does not is closed from the start.

    What is old and does not tell whether it was answered closes on the day it came, unanswered.
    """
    values, state = record.values, _state(record, now)
    text, arrived_at = values["text"] or values["subject"], _moment(values["arrived"], now)
    # An answer of the day that the feedback came: not before it, whatever their hours.
    answered_at = max(_moment(values["answered"], now), arrived_at) if values["answered"] else None
    service, town = _service(values["service"], context), _town(values["municipality"], context)
    more, private, email = _other_fields(record)
    slug = service.slug if service else ""
    return Arrival(
        channel=Ticket.Channel.ROWS,
        text=text,
        subject=values["subject"],
        service=service,
        municipality=town,
        theme=_theme(values["theme"]),
        language=_LANGUAGES.get(values["language"][:2].lower(), language_of(text)),
        sender=Sender(values["name"], email, values["phone"], private),
        page=values["page"],
        record=values["record"],
        more=more,
        content=digest("row", slug, arrived_at.astimezone(dt.UTC).isoformat(), text),
        at=arrived_at,
        closed_at=None if state == OPEN else answered_at or arrived_at,
        answered_at=answered_at if state == HANDLED else None,
        example=context.example,
    )


def _moment(moment: Moment, now: dt.datetime) -> dt.datetime:
    """A day without an hour may be today, whose noon is still to come."""
    return moment.at if moment.timed else min(moment.at, now)


def _other_fields(record: Record) -> tuple[Mapping[str, str], Mapping[str, str], str]:
    """Other information, that on the customer, and an address that mail can be sent to.

    What is no address and what the category's name was are kept: nothing is lost.
    """
    values, headings = record.values, record.headings
    more, private, email = dict(values["more"]), dict(values["private"]), values["email"]
    if email and not is_email(email):
        private[headings["email"]] = email
        email = ""
    if values["theme"]:
        more[headings["theme"]] = values["theme"]
    return more, private, email


def _service(name: str, context: Context) -> Service | None:
    """The service of a slug or a name, else that of the file. Raises ValidationError."""
    if "services" not in context.registers:
        context.registers["services"] = list(Service.objects.all())
    services: list[Service] = context.registers["services"]
    if not name:
        pk = context.options.get("service")
        return next((service for service in services if service.pk == pk), None)
    service = next((service for service in services if name.lower() in _names_of(service)), None)
    if service is None:
        text = _("There is no such service. Write its name as the register has it.")
        raise ValidationError({"service": text})
    return service


def _names_of(service: Service) -> list[str]:
    names = (service.slug, *service.names)
    return [name.lower() for name in names if name]


def _town(name: str, context: Context) -> Municipality | None:
    """The municipality of a name or a library's, else that of the file. Raises ValidationError."""
    if not name:
        pk = context.options.get("municipality")
        towns = context.places.municipalities.values()
        return next((town for town in towns if town.pk == pk), None)
    try:
        return context.places.municipality_of(next(iter(building_codes(name)), name))
    except ValidationError as error:
        raise ValidationError({"municipality": error.messages}) from error


def _theme(words: str) -> str:
    """The theme that a category names, by its key or its words in any language; or empty."""
    theme = next(
        (choice for choice in Theme if words.lower() in (choice.value, str(choice.label).lower())),
        "",
    )
    return str(theme) or theme_in(words)
