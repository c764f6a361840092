"""The agreement's notions in the words of the pages."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.agreement.encoding import AgreementTextError
from kimppa.agreement.matrix import DutyView
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.duties.models import Duty
from kimppa.core.topics import label
from kimppa.core.yearclock.rules import due_dates, parse
from kimppa.ui.numbers import day


def due_text(rule: str, year: int) -> str:
    """When a duty of the agreement year is due."""
    read = parse(rule)
    if read.kind == "by":
        return _("by %(day)s") % {"day": day(due_dates(read, year)[0])}
    if read.kind == "within":
        return ngettext("within %(n)d day", "within %(n)d days", read.days) % {"n": read.days}
    return {
        "monthly": _("every month"),
        "quarterly": _("four times a year"),
        "yearly": _("once a year"),
        "continuous": _("all year"),
        "as-needed": _("when needed"),
    }[read.kind]


def duty_words(duty: DutyView, year: int) -> dict[str, str]:
    """A duty in words: topic (empty when not chosen yet), service, kind, due, responsible."""
    return {
        "topic": label(duty.topic) if duty.topic else "",
        "service": duty.service,
        "kind": str(Duty.Kind(duty.kind).label),
        "due": due_text(duty.due, year),
        "responsible": str(ROLE_LABELS[duty.responsible]),
    }


def due_day(rule: str, year: int) -> dt.date | None:
    """The day of a `by` rule, None of others."""
    read = parse(rule)
    return due_dates(read, year)[0] if read.kind == "by" else None


def refusal(error: AgreementTextError) -> str:
    """Why a text cannot be read and what to do about it, in the active language."""
    told = {
        "too-long": _(
            "The text is longer than %(limit)s MB. Send the agreement alone, without annexes."
        ),
        "file-too-large": _(
            "The file is larger than %(limit)s MB. Send the agreement without pictures and annexes."
        ),
        "empty": _("The file is empty. Choose the file that holds the agreement."),
        "binary": _(
            "This is not text. Save the agreement as a text file (.txt) or a Word file (.docx)."
        ),
        "pdf": _(
            "This is a PDF. Open it, copy the text and paste it, or send the Word file (.docx)."
        ),
        "old-word": _("This is an old Word file (.doc). Open it in Word and save it as .docx."),
        "rtf": _("This is an RTF file. Open it in Word and save it as .docx."),
        "html": _("This is a web page. Copy the text from the browser and paste it."),
        "zip": _(
            "This is not a Word file (.docx), although it is packed like one. "
            "Send a .docx or .txt file."
        ),
        "broken-utf8": _(
            "The file is damaged at byte %(position)s: it is UTF-8 text with broken letters. "
            "Save it again as UTF-8."
        ),
        "broken-utf16": _(
            "The file is damaged: it is UTF-16 text with broken letters. Save it again as UTF-8."
        ),
        "broken-docx": _(
            "The Word file is damaged. Open it in Word, save it again as .docx and send that."
        ),
        "bomb": _(
            "The Word file unpacks to more than %(limit)s MB. "
            "Send the agreement without pictures and annexes."
        ),
        "entities": _(
            "The Word file defines XML entities, which Word itself never does. "
            "Open it in Word and save it again."
        ),
        "locked": _(
            "The Word file is protected with a password. Remove the password and save it again."
        ),
    }
    return told[error.code] % error.params
