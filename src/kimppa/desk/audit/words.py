"""The audit log in words: what was done, to what kind of thing, in which group of actions.

An action is `<family>.<verb>`; the verb says it (`core.audit.queries.verb`). A room's family is
its own name, and what only it does it tells itself (`Area.logged`); here stands what several do.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import camel_case_to_spaces
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import AreaConfig, areas

type Text = str | Promise

VERBS: dict[str, Text] = {
    "take-in": _("File taken into use"),
    "link": _("Link set"),
    "add-step": _("Step added"),
    "change-step": _("Step edited"),
    "extend": _("Steps added"),  # in older logs
    "mark": _("Step marked"),
    "remove-step": _("Step struck"),
    "unmark": _("Step opened again"),
    "make": _("Created"),
    "take": _("Taken from a source"),
    "accept-draft": _("Draft accepted"),
    "add": _("Added"),
    "again": _("Sent again"),
    "answer": _("Answered"),
    "ask": _("Asked"),
    "attach": _("File added"),
    "change": _("Edited"),
    "carry-out": _("Carried out"),
    "close": _("Closed"),
    "complete": _("Marked as done"),
    "connection": _("Connection changed"),
    "link-close": _("Link closed"),
    "link-reopen": _("Link opened again"),
    "proposal": _("Change proposed"),
    "proposal-accept": _("Proposed change accepted"),
    "proposal-refuse": _("Proposed change not accepted"),
    "proposal-reopen": _("Proposed change waits again"),
    "proposal-withdraw": _("Proposed change withdrawn"),
    "connection-add": _("Connection added"),
    "connection-fail": _("Connection failed"),
    "connection-fetch": _("Fetch begun"),
    "connection-pause": _("Connection paused"),
    "connection-remove": _("Connection removed"),
    "connection-result": _("Fetched"),
    "connection-resume": _("Connection taken into use again"),
    "correct": _("Corrected"),
    "create": _("Created"),
    "create-key": _("Created"),
    "deliver": _("Delivered"),
    "delivered": _("Marked as delivered"),
    "detach": _("File removed"),
    "discard": _("Discarded"),
    "bring": _("File looked at"),
    "columns": _("Columns of the file set"),
    "draft": _("Drafted"),
    "edit": _("Edited"),
    "end": _("Ended with the role"),
    "end-sessions": _("Signed out of browsers"),
    "erase": _("Personal data erased"),
    "export": _("Personal data given out"),
    "factor-add": _("Second factor taken into use"),
    "factor-remove": _("Second factor taken out of use"),
    "drop": _("Dropped"),
    "forget": _("Meaning forgotten"),
    "freeze": _("Frozen"),
    "keep": _("Own words kept"),
    "language": _("Language changed"),
    "rhythm": _("Rhythm of letters changed"),
    "leave": _("Left"),
    "line": _("Line chosen"),
    "apart": _("Counted by itself"),
    "together": _("Counted with the same work"),
    "narrow": _("Narrowed with the role"),
    "pass-on": _("Passed on"),
    "pause": _("Paused"),
    "password": _("Password changed"),
    "open-again": _("Opened again"),
    "put-again": _("Asked again"),
    "internal": _("Changed who sees it"),
    "reconsider": _("Offered again"),
    "record": _("Recorded"),
    "recovery-codes": _("New recovery codes made"),
    "remind": _("Reminded"),
    "remind-back": _("Reminder taken back"),
    "remove": _("Removed"),
    "remove-key": _("Removed"),
    "remember": _("Meaning learned"),
    "remember-otherwise": _("Meaning changed"),
    "renew": _("Link renewed"),
    "renew-secret": _("Secret renewed"),
    "reopen": _("Opened again"),
    "resend": _("Sent again"),
    "reset-factors": _("Lost second factors removed"),
    "restore": _("Restored"),
    "resume": _("Started again"),
    "revoke": _("Link closed"),
    "run-now": _("Started at once"),
    "settle": _("Marked as sent"),
    "source": _("Source changed"),
    "sso-tie": _("Tied to a single sign-on"),
    "sso-untie": _("Single sign-on forgotten"),
    "stop": _("Stopped"),
    "subscribe": _("Calendar address made"),
    "take-back": _("Answer taken back"),
    "test": _("Test message sent"),
    "try-again": _("Tried again"),
    "undo": _("Undone"),
    "undo-pass-on": _("Passing on undone"),
    "withdraw": _("Withdrawn"),
}

MODEL_LABELS: dict[str, Text] = {
    "core.evidence": _("Work done"),
    "core.task": _("Task"),
    "core.checklist": _("Checklist"),
    "core.checkliststep": _("Step of a checklist"),
    "core.stepmark": _("Mark of a step"),
    "core.decision": _("Decision"),
    "core.ratification": _("Ratification"),
    "core.confirmation": _("A municipality's answer"),
    "core.answerlink": _("Link for answering a question"),
    "core.release": _("Version"),
    "core.delivery": _("Delivery"),
    "core.passedon": _("Passing on"),
    "core.figure": _("Figure"),
    "core.allocationkey": _("Allocation key"),
    "core.apitoken": _("Token for programs"),
    "core.webhook": _("Receiver outside"),
    "core.person": _("Person"),
    "core.membership": _("Role"),
    "core.calendarfeed": _("Calendar address"),
    "core.consortium": _("Consortium"),
    "core.municipality": _("Municipality"),
    "core.branch": _("Branch"),
    "core.department": _("Department"),
    "core.service": _("Service"),
    "core.integration": _("Integration"),
    "core.offerchoice": _("Offer of a room"),
    "agreement.agreement": _("Agreement"),
    "agreement.section": _("Section of the agreement"),
    "agreement.clause": _("Clause"),
    "programme.programme": _("Action programme"),
    "programme.action": _("Action of the programme"),
    "programme.step": _("Step"),
    "programme.update": _("Follow-up"),
    "programme.comment": _("Comment"),
    "jobs.run": _("Background work"),
    "report.report": _("Yearly report"),
    "report.paragraph": _("Paragraph of the report"),
    "report.highlight": _("Highlight"),
    "pages.page": _("Page of the web library"),
    "pages.text": _("Page in one language"),
    "pages.version": _("Version of a page"),
    "pages.check": _("Look at a page"),
    "pages.bringing": _("Texts from a file"),
    "pages.change": _("Change of the web library"),
    "pages.proof": _("Proof of a change"),
    "pages.vote": _("Vote for a change"),
    "statistics.round": _("Statistics of a year"),
    "statistics.take": _("File of figures"),
    "core.meaning": _("Meaning of a name or a code"),
    "core.import": _("File"),
    "statistics.learned": _("Meaning of a name or a code"),
    "statistics.explanation": _("Explanation of a figure"),
    "statistics.branchevent": _("Event at a branch"),
    "statistics.enquiry": _("Request for active customers"),
    "statistics.webvisits": _("Web visits of a service"),
    "statistics.tableversion": _("Table of the statistics"),
}
# Tables of which the log is seldom read: their fields are called as in the code.
RARE: dict[str, Text] = {
    "statistics.visitcount": _("Counted visits"),
    "catalogue.check": _("Check of the catalogue"),
    "catalogue.codetable": _("Table of codes"),
    "catalogue.comparison": _("Comparison of exports"),
    "catalogue.drawn": _("Record of a sample"),
    "catalogue.pair": _("Pair of records"),
    "catalogue.plan": _("Correction plan"),
    "catalogue.practice": _("How the libraries catalogue"),
    "catalogue.recordlink": _("Link to a record"),
    "catalogue.rule": _("Rule of the catalogue"),
    "catalogue.search": _("A search for duplicates"),
    "catalogue.snapshot": _("Export of the catalogue"),
    "catalogue.tick": _("Row of a work list"),
    "catalogue.verdict": _("Verdict on a finding"),
    "feedback.door": _("Address of a feedback form"),
    "feedback.group": _("Feedback on one matter"),
    "feedback.queue": _("Queue of feedback"),
    "feedback.reply": _("Ready answer"),
    "feedback.rowfile": _("File of feedback"),
    "feedback.ticket": _("Customer feedback"),
}

# Group, its words and the families of actions in it; the rooms follow by themselves.
GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "work": (_("Work done"), ("evidence",)),
    "tasks": (_("Tasks"), ("task", "offer", "checklist")),
    "decisions": (_("Decisions and ratifications"), ("decision", "ratification")),
    "releases": (_("Versions and deliveries"), ("release", "delivery")),
    "figures": (_("Figures and allocation keys"), ("figure", "allocation")),
    "consortium": (
        _("Municipalities, branches and services"),
        ("consortium", "municipality", "branch", "department", "service", "integration"),
    ),
    "people": (_("People and roles"), ("person", "membership", "calendar")),
    "programs": (_("Programs"), ("token", "webhook")),
}


def model_label(model: str) -> str:
    """What kind of thing it was done to."""
    return str(MODEL_LABELS.get(model) or RARE.get(model) or _own_name(model))


def model_labels() -> list[tuple[str, str]]:
    """(model, words) of the kinds of things: those known here, then those of the other rooms."""
    return [(label, model_label(label)) for label in [*MODEL_LABELS, *RARE, *_of_rooms()]]


def groups() -> list[tuple[str, str]]:
    """(group, words) of the groups of actions, those of every room last."""
    desk_groups = [(key, str(title)) for key, (title, _families) in GROUPS.items()]
    return desk_groups + [(room.slug, str(room.title)) for room in areas() if room.slug != "desk"]


def families(group: str) -> tuple[str, ...]:
    """The families of actions in a group; a room's group is the family of its own name."""
    return GROUPS[group][1] if group in GROUPS else (group,)


def _own_name(model: str) -> str:
    try:
        return str(apps.get_model(model)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return model


def _of_rooms() -> Iterator[str]:
    for config in apps.get_app_configs():
        if isinstance(config, AreaConfig):
            for model in config.get_models():
                label = model._meta.label_lower
                if label not in MODEL_LABELS and label not in RARE and _is_named(model):
                    yield label


def _is_named(model: type[Model]) -> bool:
    """Whether the table has a name for people: what has none is written by the program alone."""
    return str(model._meta.verbose_name) != camel_case_to_spaces(model.__name__)
