"""Every address of the rooms beside the desk, for every role, own and other municipality.

A row says what each gets: Tammela's director and staff, then Ypäjä's director, staff and reader.
The objects are the demo's. An address that is missing from the tables fails. The desk has a table
of its own (desk/tests/test_security.py), so has the API (tests/api/test_roles.py).
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.config.tests.addressed import catalogue, publishing
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.area import areas
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.releases.models import Delivery, Release
from kimppa.feedback.demo import LISTED
from kimppa.feedback.models import Door, Group, Mailbox, Reply, RowFile, Ticket
from kimppa.pages.models import Bringing, Proof, Text
from kimppa.programme.models import Comment, Step, Update
from kimppa.report.models import Highlight, Paragraph
from kimppa.statistics.models import BranchEvent, Take, VisitCount, VisitSource, WebVisits

pytestmark = pytest.mark.django_db

OK, NO, NONE = 200, 403, 404
WHO = ("Tammela director", "Tammela staff", "Ypäjä director", "Ypäjä staff", "Ypäjä reader")
ALL = (OK,) * 5
DIRECTORS = (OK, NO, OK, NO, NO)
NOBODY = (NO,) * 5
# What a GET answers to those who do not coordinate; the coordinator is never refused.
READ = {
    ALL: (
        "agreement: list matrix agreement source clause terms coverage work",
        "programme: home programme print download action",
        "catalogue: home trend snapshots snapshot rule findings numbers work",
        "catalogue: plans plan plan-changes plan-withheld plan-sample plan-log practices",
        "catalogue: code-tables codes sample duplicates comparisons comparison",
        "statistics: home year together series table table-file",
        "pages: home page shown version changes changes-meeting change proof-file",
        "pages: export links",
        "feedback: figures",
        "publishing: home month balance finna finna-file branches",
    ),
    (OK, OK, OK, OK, NO): (
        "feedback: inbox add group months month month-draft",
        "pages: change-new",
        "publishing: new last-year bring",
    ),
    # What is Tammela's: others do not learn that it is there.
    (OK, OK, NONE, NONE, NONE): (
        "catalogue: record branch list list-print list-numbers plan-list",
        "publishing: item",  # a draft of Tammela
        "catalogue: duplicate duplicate-merge",  # a group with a record of Tammela alone
        "statistics: board draft checks events",
    ),
    (OK, OK, NONE, NONE, NO): (
        "statistics: enter paste event-edit",
        "feedback: ticket sender sort forward hand-over same",
        "publishing: edit",
    ),
    (NONE,) * 5: ("agreement: compare",),  # there is no earlier agreement
    DIRECTORS: ("programme: approval", "publishing: links"),
    NOBODY: (
        "agreement: import preview section terms-edit",
        "programme: new draft settings roll-over action-new action-edit step-edit",
        "report: home year draft-file words highlight freeze delivery version-file",
        "catalogue: add remove quarantine quarantine-file practice settings",
        "catalogue: plan-new plan-edit plan-file practice-new practice-edit codes-bring",
        "catalogue: origins origin-add origin origin-edit",
        "statistics: upload take enquiry web-visits freeze delivery version-file",
        "statistics: compute codes period table-row table-load compare-lists",
        "statistics: visits-file visits-keys visits-count visits-sources",
        "pages: new settings edit change-edit bring bringing paste",
        "feedback: queues queue doors door month-file rows rows-file",
        "publishing: sources source source-add source-edit",
        "feedback: mailboxes mailbox-add mailbox mailbox-edit replies reply-add reply person",
    ),
}
# What a POST answers; who is refused changes nothing.
WRITE = {
    DIRECTORS: ("programme: approval comment", "publishing: links"),
    # The small example changes no record of Ypäjä, so its director is not asked.
    (OK, NO, NONE, NO, NO): ("catalogue: plan-answer plan-take-back", "publishing: link-close"),
    (NONE,) * 5: ("catalogue: plan-sample sample",),  # no sample is named
    (NONE, NO, NONE, NO, NO): ("programme: answer take-back",),  # nothing is asked
    (OK, NO, NO, NO, NO): ("programme: comment-remove",),  # it is of Tammela's director
    # A work list of Tammela, and what happened there.
    (OK, OK, NONE, NONE, NONE): ("catalogue: list", "statistics: events"),
    (OK, OK, NONE, NONE, NO): (
        "statistics: enter paste explain event-edit event-remove",
        "feedback: writing answer note assign sort close reopen take-back note-remove note-restore",
        "feedback: forward hand-over same apart",
        "publishing: edit copy propose remove participants call-off restore",
    ),
    (OK, OK, OK, OK, NO): (
        "feedback: add group-answer",
        "pages: change-new change-vote",
        "publishing: new bring bring-undo",
    ),
    (NONE, NONE, NONE, NONE, NO): ("statistics: unexplain", "publishing: bring-take put-back"),
    NOBODY: (
        "publishing: publish withdraw send-back fetch-branches tie settle",
        "publishing: source-add source-edit source-fetch source-undo source-pause source-resume",
        "agreement: import state discard undo leftover section join clause correct edit",
        "agreement: terms-edit ask services",
        "programme: new draft settings remove reopen close open-again deliver roll-over",
        "programme: action-new action-edit action-remove update update-remove value status",
        "programme: status-clear step step-edit step-complete step-reopen step-remove",
        "programme: comment-handle comment-reopen",
        "report: start refresh star words words-keep words-draft words-undo highlight unstar",
        "report: freeze delivery withdraw again revoke",
        "catalogue: add again stop go-on remove practice judge take-back settings link unlink",
        "catalogue: plan-new plan-edit plan-repeat plan-remove plan-ask plan-withdraw plan-do",
        "catalogue: plan-stop plan-loaded plan-undone practice-new practice-edit",
        "catalogue: practice-remove codes-bring codes-remove",
        "catalogue: origin-add origin-edit origin-fetch origin-stop origin-pause origin-resume",
        "catalogue: origin-remove sample-draw duplicates-search duplicates-stop duplicate-judge",
        "catalogue: pair-take-back compare",
        "statistics: begin lock unlock upload settle take-in undo enquiry enquiry-sent",
        "statistics: enquiry-answer web-visits web-visits-remove freeze delivery withdraw again",
        "statistics: compute codes codes-forget give-codes table-row table-remove table-restore",
        "statistics: table-load stop-reading read-on discard",
        "statistics: visits-file visits-fetch visits-switch visits-count visits-sources",
        "statistics: visits-source-remove open-data close-data",
        "pages: new settings edit remove bring-back check uncheck match restore",
        "pages: change-edit change-step change-prove change-back change-unsend change-unanswer",
        "pages: change-remove change-agenda change-proof proof-remove confirm-ask confirm-withdraw",
        "pages: bring paste bringing-take-in bringing-undo links-try",
        "feedback: queue doors door-renew door-close door-open",
        "feedback: month-freeze month-deliver month-withdraw",
        "feedback: rows rows-file rows-take rows-undo",
        "feedback: mailbox-add mailbox-edit mailbox-read mailbox-pause mailbox-resume",
        "feedback: reply-add reply reply-remove person person-export person-erase",
    ),
}
NUMBER = {
    "programme": "2024-02",
    "agreement:section": "1",
    "agreement:join": "1",
    "agreement": "1.1",
}


def cells(table: dict[tuple[int, ...], tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Answers by the address's name."""
    found = {}
    for answers, lines in table.items():
        for line in lines:
            room, _, names = line.partition(": ")
            found |= {f"{room}:{name}": answers for name in names.split()}
    return found


@dataclass
class Desk:
    """The demo, its people's browsers, and the addresses with something of the demo in them."""

    clients: dict[str, Client]
    paths: dict[str, str]

    def answers(self, method: str, name: str) -> tuple[int, ...]:
        """What each gets; 200 also for a form that was looked at or has led on."""
        found = []
        for who in WHO:
            with transaction.atomic():
                before = AuditEvent.objects.count()
                status = getattr(self.clients[who], method)(self.paths[name]).status_code
                if status not in (200, 302, 422):
                    assert AuditEvent.objects.count() == before, (who, name)
                transaction.set_rollback(True)
            found.append(OK if status in (200, 302, 422) else status)
        return tuple(found)


def kept() -> dict[str, Any]:
    """What stands in the place of each address's argument."""
    last = AuditEvent.objects.latest("pk").pk
    return {
        "year": 2024,
        "verb": "merge",
        "token": "x",
        "kind": "pdf",
        "event": last,
        "step": Step.objects.filter(done_at=None)[0].pk,
        "step-reopen": Step.objects.exclude(done_at=None)[0].pk,
        "update": Update.objects.all()[0].pk,
        "comment": Comment.objects.get(municipality__name_fi="Tammela").pk,
        "words": Paragraph.objects.all()[0].pk,
        "highlight": Highlight.objects.all()[0].pk,
        "unstar": Highlight.objects.all()[0].pk,
        "withdraw": Release.objects.all()[0].pk,
        "version-file": Release.objects.all()[0].pk,
        "again": Delivery.objects.all()[0].pk,
        "revoke": Delivery.objects.all()[0].pk,
        "take-back": 1,
        **publishing(),
        **catalogue(),
        **statistics(),
        **web_pages(),
        **feedback(),
    }


def statistics() -> dict[str, Any]:
    """Tammela's board, and a file that has been read."""
    take = Take.objects.all()[0].pk
    return {
        "statistics:code": "834",
        "statistics:kind": "variables",
        **{f"statistics:{name}:kind": "pdf" for name in ("draft", "version-file")},
        "statistics:number": "1",
        "statistics:version": "0",
        "statistics:codes-forget": 1,
        "statistics:group": "loans",
        "topic": "statistics-units",
        **{
            f"statistics:{name}": take
            for name in (
                "take",
                "compare-lists",
                "settle",
                "take-in",
                "undo",
                "give-codes",
                "discard",
            )
        },
        **{f"statistics:{name}": take for name in ("stop-reading", "read-on")},
        "statistics:event-edit": BranchEvent.objects.all()[0].pk,
        "statistics:event-remove": BranchEvent.objects.all()[0].pk,
        "statistics:web-visits-remove": WebVisits.objects.all()[0].pk,
        "statistics:visits-fetch": VisitSource.objects.all()[0].pk,
        "statistics:visits-source-remove": VisitSource.objects.all()[0].pk,
        "statistics:visits-switch": AllocationKey.objects.all()[0].pk,
        "statistics:visits-count": VisitCount.objects.all()[0].pk,
    }


def web_pages() -> dict[str, Any]:
    """The page for customers, which the coordinator owns, and its translation."""
    text = Text.objects.get(page__name="asiakkaalle", language="en")
    page = "page edit shown settings remove bring-back check confirm-ask confirm-withdraw paste"
    steps = "edit vote step prove back unsend unanswer remove agenda proof"
    return {
        "language": "fi",
        **{f"pages:{name}": text.page_id for name in page.split()},
        **{f"pages:{name}": text.versions.all()[0].pk for name in ("version", "restore")},
        "pages:match": text.pk,
        "pages:name": "agree",
        **{
            f"pages:{name}": Bringing.objects.all()[0].pk
            for name in ("bringing", "bringing-take-in", "bringing-undo")
        },
        "pages:change": Proof.objects.all()[0].change_id,
        **{f"pages:change-{name}": Proof.objects.all()[0].change_id for name in steps.split()},
        **{f"pages:{name}": Proof.objects.all()[0].pk for name in ("proof-file", "proof-remove")},
        "pages:uncheck": text.checks.all()[0].pk,
    }


def feedback() -> dict[str, Any]:
    """Tammela's open feedback, which has a sender, and what is said of it."""
    ticket = Ticket.objects.get(queue__municipality__name_fi="Tammela", contact__isnull=False)
    said = ticket.messages.all()[0].pk
    pages = (
        "ticket sender writing answer note assign sort close reopen forward hand-over same apart"
    )
    return {
        **{f"feedback:{name}": ticket.pk for name in pages.split()},
        **{f"feedback:{name}": said for name in ("take-back", "note-remove", "note-restore")},
        "feedback:queue": ticket.queue_id,
        "door": Door.objects.get().pk,
        "feedback:group": Group.objects.get().pk,
        "feedback:group-answer": Group.objects.get().pk,
        "reply": Reply.objects.all()[0].pk,
        "mailbox": Mailbox.objects.get().pk,
        "feedback:month": LISTED.number,
        **{
            f"feedback:{name}": Release.objects.get(kind="themes").pk
            for name in ("month-file", "month-withdraw")
        },
        "rows": RowFile.objects.get().pk,
    }


def argument(room: str, name: str, wanted: str, values: dict[str, Any]) -> Any:
    if wanted == "number" and room in NUMBER:
        return NUMBER.get(f"{room}:{name}") or NUMBER[room]
    if wanted == "pk":
        own = values.get(f"{room}:{name}") or values.get(name)
        return own or values[name.partition("-")[0]]
    own = values.get(f"{room}:{name}:{wanted}") or values.get(f"{room}:{wanted}")
    return own or values[wanted]


@pytest.fixture
def desk(every_room: Louna) -> Desk:
    clients = {}
    for person in Person.objects.all():
        where = person.municipality.name_fi if person.municipality else ""
        client = Client()
        client.force_login(person)
        clients[f"{where} {person.role}".strip()] = client
    values, paths = kept(), {}
    for area in areas():
        if area.urls and area.slug != "desk":
            for pattern in import_module(area.urls).urlpatterns:
                wanted = pattern.pattern.regex.groupindex
                given = [argument(area.slug, pattern.name, one, values) for one in wanted]
                name = f"{area.slug}:{pattern.name}"
                paths[name] = reverse(name, args=given)
    return Desk(clients, paths)


def test_every_address_is_in_a_table(desk: Desk) -> None:
    listed = cells(READ).keys() | cells(WRITE).keys()
    assert desk.paths.keys() - listed == set(), "say who may open it"
    assert listed - desk.paths.keys() == set(), "no such address any more"


def test_what_each_may_read(desk: Desk) -> None:
    table = cells(READ)
    assert {name: desk.answers("get", name) for name in table} == table
    seen = {desk.clients["coordinator"].get(desk.paths[name]).status_code for name in table}
    assert seen <= {200, 302, 404}


def test_what_each_may_write(desk: Desk) -> None:
    table = cells(WRITE)
    assert {name: desk.answers("post", name) for name in table} == table


def test_a_visitor_is_asked_to_sign_in_everywhere(desk: Desk) -> None:
    client = Client()
    for name, path in desk.paths.items():
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name
