"""By which rules an export may be checked (`kimppa.marc`'s profiles), in the users' words."""

from django.utils.translation import gettext_lazy as _

PROFILES = [
    ("louna", _("The shared catalogue")),
    ("pre-migration", _("Before the library system is changed")),
    ("strict", _("Every rule")),
]
