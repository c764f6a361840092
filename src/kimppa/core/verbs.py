"""The words on the buttons of what is to be done (`core.area.Due.verb`)."""

from django.utils.translation import pgettext_lazy

ANSWER = pgettext_lazy("button", "Answer")
CHOOSE = pgettext_lazy("button", "Choose")
DELIVER = pgettext_lazy("button", "Deliver")
HANDLE = pgettext_lazy("button", "Handle")
LOG = pgettext_lazy("button", "Log the work")
LOOK = pgettext_lazy("button", "Look through")
MARK = pgettext_lazy("button", "Mark")
MEND = pgettext_lazy("button", "Mend")
OPEN = pgettext_lazy("button", "Open")
PREPARE = pgettext_lazy("button", "Prepare")
PUBLISH = pgettext_lazy("button", "Publish")
READ = pgettext_lazy("button", "Read")
REMIND = pgettext_lazy("button", "Remind")
WRITE = pgettext_lazy("button", "Write")
