"""How often somebody is written to of what is to be done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """When the letter of what is to be done comes. What needs an answer has letters of its own."""

    AT_ONCE = "at-once", _("A proposal at once, the rest on Mondays")
    WORKDAYS = "workdays", _("Every working day's morning")
    MONDAYS = "mondays", _("On Mondays")
    NEVER = "never", _("Never")
