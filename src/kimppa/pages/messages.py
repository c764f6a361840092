"""The room's words for people: states of a text, findings, and what the audit log calls acts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.pages.checks.access import Finding
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.queries import PageLanguage
from kimppa.pages.states import State
from kimppa.ui.numbers import day

type Words = str | Promise

VERBS: dict[str, Words] = {
    "agree": _("Change agreed on"),
    "answered": _("Answer of the National Library noted"),
    "back": _("Step taken back"),
    "bring": _("Texts brought in"),
    "confirm-ask": _("Confirmation of a page asked"),
    "confirm-tie": _("Page tied to a confirmation"),
    "drop": _("Change dropped"),
    "finish": _("Change marked as done"),
    "look": _("Page looked at"),
    "match": _("Translation said to correspond"),
    "page-add": _("Page added"),
    "page-back": _("Page brought back"),
    "page-change": _("Page's owner or languages changed"),
    "page-remove": _("Page removed"),
    "proof": _("Proof kept"),
    "prove": _("Change shown to work"),
    "sent": _("Proposal sent to the National Library"),
    "take-in": _("Texts taken into use"),
    "take-out": _("Texts taken back"),
    "unanswered": _("Answer of the National Library taken back"),
    "unlook": _("Look at a page taken back"),
    "unproof": _("Proof removed"),
    "unsent": _("Sending of a proposal taken back"),
    "unvote": _("Vote taken back"),
    "unwish": _("Wish taken back"),
    "unwrite": _("Text removed"),
    "vote": _("Voted for a change"),
    "wish": _("Wish written down"),
    "write": _("Page written"),
}
"""What the audit log calls the actions that only this room does."""

STATES: Mapping[State, tuple[str, Words]] = {
    State.MISSING: ("empty", _("Not written")),
    State.STALE: ("late", _("The Finnish text has changed")),
    State.DUE: ("waiting", _("To be looked at")),
    State.FINE: ("done", _("In order")),
}
"""A status key and words for each state of a text."""

_FINDINGS: Mapping[str, Words] = {
    "heading-empty": _("A heading is empty."),
    "heading-skip": _("A level is left out before the heading “%(about)s”."),
    "heading-second-first": _("“%(about)s” is a second main heading; there should be one."),
    "image-no-alt": _("The image %(about)s has no alternative text."),
    "image-file-name": _("The alternative text %(about)s is only a file's name."),
    "link-empty": _("The link to %(about)s says nothing."),
    "link-vague": _("The link “%(about)s” does not tell where it leads."),
    "link-address": _("The link %(about)s is a bare address; say in words what is there."),
    "link-same-words": _("“%(about)s” leads to several places; say them apart."),
    "table-no-headers": _("A table has no header cells."),
    "language-unknown": _("“%(about)s” is no language code."),
    "language-other": _("The text seems to be in another language: %(about)s."),
}


def mark(page_language: PageLanguage) -> tuple[str, str]:
    """A status key and words: in what state a page is in a language."""
    key, words = STATES[page_language.state]
    if page_language.text is None:
        return key, str(words)
    words_of_day = {"day": day(page_language.text.checked_on)}
    if page_language.state is State.FINE:
        return key, gettext("In order, looked at %(day)s") % words_of_day
    if page_language.state is State.DUE:
        return key, gettext("To be looked at, last on %(day)s") % words_of_day
    return key, str(words)


def describe(finding: Finding) -> str:
    """A finding in the active language."""
    about = finding.about
    if finding.code == "language-other":
        about = str(LANGUAGES[about])
    return str(_FINDINGS[finding.code]) % {"about": about}
