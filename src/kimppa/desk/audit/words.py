"""The audit log in words: what was done, to what kind of thing, in which group of actions.

An action is `<family>.<verb>`; the verb says it. What is not known here is shown as it is.
"""

from collections.abc import Iterator

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import AreaConfig, areas

type Text = str | Promise

VERBS: dict[str, Text] = {
    "arrive": _("Feedback arrived"),
    "assign": _("Feedback given to somebody"),
    "blank": _("Words of the feedback removed"),
    "door": _("Door for feedback made"),
    "door-close": _("Door for feedback closed"),
    "door-open": _("Door for feedback opened"),
    "door-renew": _("Secret of the door renewed"),
    "mailbox-skip": _("Letter could not be taken in"),
    "mailbox": _("Mailbox set"),
    "forward": _("Feedback passed on"),
    "group": _("Feedback put together or apart"),
    "person-export": _("Customer's data given out"),
    "reply": _("Ready answer set"),
    "reply-remove": _("Ready answer removed"),
    "look": _("Sender looked at"),
    "note": _("Note written"),
    "note-remove": _("Note taken away"),
    "note-restore": _("Note brought back"),
    "queue": _("Queue of feedback set"),
    "sender-forget": _("Sender forgotten"),
    "sort": _("Feedback sorted"),
    "begin": _("Statistics of a year begun"),
    "bring-visits": _("Visits brought in"),
    "correct-enquiry": _("Request corrected"),
    "enquire": _("Request written"),
    "enquiry-answered": _("Answer to the request noted"),
    "enquiry-sent": _("Request sent"),
    "explain": _("Figure explained"),
    "forget": _("Meaning forgotten"),
    "join": _("Parts of the year joined"),
    "learn": _("Meaning learned"),
    "lock": _("Year locked"),
    "remove-visits": _("Web visits removed"),
    "rename": _("Variable renamed"),
    "table": _("Table of the statistics changed"),
    "take-apart": _("Parts of the year taken apart"),
    "take-in": _("File taken into use"),
    "unexplain": _("Explanation taken back"),
    "unlock": _("Year opened again"),
    "upload": _("File brought in"),
    "web-visits": _("Web visits split"),
    "check": _("Check begun"),
    "code": _("Code given to a branch"),
    "codes": _("Table of codes brought in"),
    "codes-count": _("Codes counted"),
    "compare": _("Comparison begun"),
    "compare-fail": _("Comparison failed"),
    "compare-found": _("Exports compared"),
    "count": _("Counted anew"),
    "draw": _("Sample drawn"),
    "duplicates": _("Search for duplicates begun"),
    "duplicates-fail": _("Search for duplicates failed"),
    "duplicates-found": _("Duplicates found"),
    "duplicates-stop": _("Search for duplicates stopped"),
    "fail": _("Failed"),
    "fetch": _("Fetched"),
    "fetch-begin": _("Fetch begun"),
    "fetch-fail": _("Fetch failed"),
    "fetch-stop": _("Fetch stopped"),
    "follow": _("Findings followed"),
    "found": _("Findings counted"),
    "judge": _("Finding judged"),
    "link": _("Link set"),
    "make": _("Made"),
    "origin": _("Source of the catalogue set"),
    "origin-remove": _("Source of the catalogue removed"),
    "plan": _("Plan made"),
    "plan-applied": _("Corrections made"),
    "plan-ask": _("Libraries asked"),
    "plan-change": _("Plan changed"),
    "plan-dried": _("Tried without writing"),
    "plan-fail": _("Plan failed"),
    "plan-loaded": _("Loaded back"),
    "plan-look": _("Sample looked at"),
    "plan-previewed": _("Preview made"),
    "plan-proven": _("Result proven"),
    "plan-remove": _("Plan removed"),
    "plan-stop": _("Plan stopped"),
    "plan-undone": _("Corrections undone"),
    "plan-unmade": _("Plan taken back"),
    "plan-withdraw": _("Question to the libraries withdrawn"),
    "practice": _("Agreement on cataloguing set"),
    "ready": _("Ready"),
    "rule": _("Rule stored"),
    "same": _("Pair of records judged"),
    "sample-say": _("Finding of a sample judged"),
    "take": _("Taken from a source"),
    "tick": _("Ticked"),
    "uncode": _("Code taken from a branch"),
    "uncodes": _("Table of codes removed"),
    "unjudge": _("Judgement taken back"),
    "unlink": _("Link removed"),
    "unsame": _("Judgement of a pair taken back"),
    "unpractice": _("Agreement on cataloguing removed"),
    "accept-draft": _("Draft accepted"),
    "add": _("Added"),
    "add-step": _("Step added"),
    "add-visit-source": _("Source of visits added"),
    "again": _("Sent again"),
    "answer": _("Answered"),
    "approve": _("Approved"),
    "ask": _("Asked"),
    "attach": _("File added"),
    "change": _("Edited"),
    "change-step": _("Step changed"),
    "clear-status": _("State left to the steps"),
    "close": _("Closed"),
    "close-data": _("Open data closed"),
    "comment": _("Commented"),
    "complete": _("Marked as done"),
    "complete-step": _("Step done"),
    "correct": _("Corrected"),
    "create": _("Made"),
    "create-key": _("Made"),
    "deliver": _("Delivered"),
    "delivered": _("Marked as delivered"),
    "detach": _("File removed"),
    "discard": _("Discarded"),
    "draft": _("Drafted"),
    "edit": _("Edited"),
    "end-sessions": _("Signed out of browsers"),
    "erase": _("Personal data erased"),
    "export": _("Personal data given out"),
    "factor-add": _("Second factor taken into use"),
    "factor-remove": _("Second factor taken out of use"),
    "drop": _("Dropped"),
    "freeze": _("Frozen"),
    "handle-comment": _("Comment handled"),
    "highlight": _("Highlights changed"),
    "import": _("Imported"),
    "in-force": _("Put in force"),
    "keep": _("Own words kept"),
    "language": _("Language changed"),
    "open-again": _("Opened again"),
    "open-data": _("Published as open data"),
    "override-status": _("State set by hand"),
    "parties": _("Parties changed"),
    "pass-on": _("Passed on"),
    "pause": _("Paused"),
    "password": _("Password changed"),
    "put-again": _("Asked again"),
    "record": _("Recorded"),
    "recovery-codes": _("New recovery codes made"),
    "regenerate": _("Draft renewed"),
    "remove": _("Removed"),
    "remove-action": _("Removed"),
    "remove-key": _("Removed"),
    "remove-comment": _("Comment removed"),
    "remove-step": _("Step removed"),
    "remove-update": _("Follow-up removed"),
    "remove-visit-source": _("Source of visits removed"),
    "renew": _("Link renewed"),
    "renew-secret": _("Secret renewed"),
    "reopen": _("Opened again"),
    "reopen-comment": _("Comment opened again"),
    "reopen-step": _("Step opened again"),
    "replace": _("Replaced"),
    "resend": _("Sent again"),
    "reset-factors": _("Lost second factors removed"),
    "restore": _("Restored"),
    "resume": _("Started again"),
    "revoke": _("Link closed"),
    "roll-over": _("Carried to the next year"),
    "set-value": _("Value set"),
    "run-now": _("Started at once"),
    "settle": _("Marked as sent"),
    "source": _("Source changed"),
    "sso-tie": _("Tied to a single sign-on"),
    "sso-untie": _("Single sign-on forgotten"),
    "star": _("Highlighted"),
    "stop": _("Stopped"),
    "start": _("Started"),
    "subscribe": _("Calendar address made"),
    "switch-key": _("Allocation key switched"),
    "take-back": _("Answer taken back"),
    "terms": _("Terms changed"),
    "test": _("Test message sent"),
    "try-again": _("Tried again"),
    "undo": _("Undone"),
    "undo-pass-on": _("Passing on undone"),
    "undo-roll-over": _("Carrying over undone"),
    "unstar": _("No longer highlighted"),
    "withdraw": _("Withdrawn"),
    "write-update": _("Follow-up written"),
}

THINGS: dict[str, Text] = {
    "core.evidence": _("Work done"),
    "core.task": _("Task"),
    "core.decision": _("Decision"),
    "core.ratification": _("Ratification"),
    "core.confirmation": _("A municipality's answer"),
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
    "statistics.round": _("Statistics of a year"),
    "statistics.take": _("File of figures"),
    "statistics.learned": _("Meaning of a name or a code"),
    "statistics.explanation": _("Explanation of a figure"),
    "statistics.enquiry": _("Request for active customers"),
    "statistics.webvisits": _("Web visits of a service"),
    "statistics.tableversion": _("Table of the statistics"),
}

# Group, its words and the families of actions in it; the rooms follow by themselves.
GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "work": (_("Work done"), ("evidence",)),
    "tasks": (_("Tasks"), ("task",)),
    "decisions": (_("Decisions and ratifications"), ("decision", "ratification")),
    "releases": (_("Versions and deliveries"), ("release", "delivery")),
    "figures": (_("Figures and allocation keys"), ("figure", "allocation")),
    "consortium": (
        _("Municipalities, branches and services"),
        ("consortium", "municipality", "branch", "department", "service"),
    ),
    "people": (_("People and roles"), ("person", "membership", "calendar")),
    "programs": (_("Programs"), ("token", "webhook")),
}


def verb(action: str) -> str:
    """What was done, in a few words."""
    return str(VERBS.get(action.rpartition(".")[2], action))


def thing(model: str) -> str:
    """What kind of thing it was done to."""
    return str(THINGS.get(model) or _own_name(model))


def things() -> list[tuple[str, str]]:
    """(model, words) of the kinds of things: those known here, then those of the other rooms."""
    return [(label, thing(label)) for label in [*THINGS, *_of_rooms()]]


def groups() -> list[tuple[str, str]]:
    """(group, words) of the groups of actions, those of every room last."""
    own = [(key, str(title)) for key, (title, _families) in GROUPS.items()]
    return own + [(room.slug, str(room.title)) for room in areas() if room.slug != "desk"]


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
                if model._meta.label_lower not in THINGS:
                    yield model._meta.label_lower
