"""Findings in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.pages.examining.access import Finding
from kimppa.pages.languages import LANGUAGES

_TOLD: Mapping[str, str | Promise] = {
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


def told(finding: Finding) -> str:
    """A finding in the active language."""
    about = finding.about
    if finding.code == "language-other":
        about = str(LANGUAGES[about])
    return str(_TOLD[finding.code]) % {"about": about}
