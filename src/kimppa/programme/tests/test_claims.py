"""What is said of a programme's approval and delivery: nothing before it is true."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.core.ratification.actions import answer, withdraw
from kimppa.programme import actions, reports
from kimppa.programme.confirmation import ratification_of
from kimppa.programme.document import approval_words
from kimppa.programme.models import Programme
from kimppa.programme.standing import Answers, Binding, standing
from kimppa.programme.tests.conftest import MEETING

CLAIMS = ("hyväksyttiin", "Hyväksytty", "hyväksytty", "on vahvistanut;", "toimitettiin")
SENT, YES = dt.date(2025, 1, 10), dt.date(2025, 1, 14)
type Step = Callable[[Louna, Programme], None]


def ask(louna: Louna, programme: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=programme)
    Programme.objects.filter(pk=programme.pk).update(approved_at=SENT)


def replies(*yes: bool) -> Step:
    def give(louna: Louna, programme: Programme) -> None:
        question = ratification_of(programme)
        assert question is not None
        for confirmation, said in zip(question.confirmations.all(), yes, strict=False):
            director = louna.directors[confirmation.municipality.code]
            words = {"date": YES, "comment": "Odotamme budjettia"}
            answer(by=director, confirmation=confirmation, yes=said, **words)

    return give


def take_question_back(louna: Louna, programme: Programme) -> None:
    question = ratification_of(programme)
    assert question is not None
    withdraw(by=louna.coordinator, ratification=question)


def deliver(louna: Louna, programme: Programme) -> None:
    at = dt.datetime(2025, 1, 12, 12, tzinfo=dt.UTC)
    if programme.decision_id is None and not all_yes(programme):
        actions.deliver_programme(by=louna.coordinator, programme=programme, at=at)
    else:
        actions.deliver_programme(
            by=louna.coordinator, programme=programme, at=at + dt.timedelta(days=5)
        )


def all_yes(programme: Programme) -> bool:
    question = ratification_of(programme)
    return question is not None and all(a.state == "yes" for a in question.confirmations.all())


def decide(louna: Louna, programme: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=programme, joint=MEETING)


def reopen(louna: Louna, programme: Programme) -> None:
    actions.reopen(by=louna.coordinator, programme=programme, reason="Tavoite puuttui")


ALL, SOME, ONE_NO = replies(*[True] * 5), replies(True, True), replies(*[True] * 4, False)
STATES: dict[str, tuple[list[Step], str, set[str]]] = {
    "nobody asked": ([], "Ohjelmaa valmistellaan.", set()),
    "asked": (
        [ask],
        "Viideltä kirjastolta pyydettiin vahvistus ohjelmaan 10. tammikuuta.",
        set(),
    ),
    "some yes": (
        [ask, SOME],
        "Viideltä kirjastolta pyydettiin vahvistus ohjelmaan 10. tammikuuta: kaksi on vahvistanut.",
        set(),
    ),
    "one no": (
        [ask, ONE_NO],
        (
            "Viideltä kirjastolta pyydettiin vahvistus ohjelmaan 10. tammikuuta: neljä on"
            " vahvistanut, yksi on vastannut kieltävästi."
        ),
        set(),
    ),
    "provisional": (
        [ask, SOME, deliver],
        (
            "Viideltä kirjastolta pyydettiin vahvistus ohjelmaan 10. tammikuuta: kaksi on"
            " vahvistanut. Se toimitettiin alustavana 12. tammikuuta."
        ),
        {"toimitettiin"},
    ),
    "all yes": (
        [ask, ALL],
        "Ohjelma hyväksyttiin 14. tammikuuta.",
        {"hyväksyttiin", "Hyväksytty", "hyväksytty", "on vahvistanut;"},
    ),
    "provisional, then all yes": (
        [ask, SOME, deliver, ALL],
        "Ohjelma toimitettiin alustavana 12. tammikuuta ja hyväksyttiin 14. tammikuuta.",
        set(CLAIMS),
    ),
    "decided in a meeting": (
        [decide],
        "Ohjelma hyväksyttiin 9. tammikuuta.",
        {"hyväksyttiin", "Hyväksytty"},
    ),
    "decided and delivered": (
        [decide, deliver],
        (
            "Ohjelma hyväksyttiin 9. tammikuuta ja toimitettiin viidelle kirjastolle"
            " 17. tammikuuta alkaen."
        ),
        {"hyväksyttiin", "Hyväksytty", "toimitettiin"},
    ),
    "withdrawn": ([ask, SOME, take_question_back], "Kirjastot eivät ole vahvistaneet", set()),
    "a new version of an approved one": (
        [decide, deliver, reopen],
        (
            "Ohjelmasta valmistellaan uutta versiota. Edellinen versio hyväksyttiin 9. tammikuuta."
            " Aiempi versio toimitettiin 17. tammikuuta."
        ),
        {"hyväksyttiin", "Hyväksytty", "toimitettiin"},
    ),
    "a new version after a no": (
        [ask, ONE_NO, reopen],
        "Ohjelmasta valmistellaan uutta versiota.",
        set(),
    ),
    "a new version is asked": (
        [decide, deliver, reopen, ask],
        (
            "Viideltä kirjastolta pyydettiin vahvistus ohjelmaan 10. tammikuuta."
            " Aiempi versio toimitettiin 17. tammikuuta."
        ),
        {"toimitettiin"},
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_true_is_claimed(louna: Louna, draft: Programme, state: str) -> None:
    steps, sentence, claims = STATES[state]
    for step in steps:
        draft.refresh_from_db()
        step(louna, draft)
    draft.refresh_from_db()
    Programme.objects.update(public=True)
    with translation.override("fi"):
        said = summaries(["programme"], 2025, None)["programme"][0].text
        own = summaries(["programme"], 2025, louna.municipalities["981"])["programme"][0].text
        document = approval_words(reports.facts_of(draft))
        public = approval_words(reports.facts_of(draft, approved_only=True))
    assert said.startswith(sentence)
    assert ("1 on vastannut kieltävästi" in document) == (state == "one no")
    claimed = {word for word in CLAIMS if word in " ".join([said, own, document, public])}
    assert claimed - {"Hyväksytty", "hyväksytty"} <= claims
    assert ("Hyväksytty" in f"{document} {public}") <= ("Hyväksytty" in claims)
    pages = read(louna, "/programme/", "/programme/2025/", "/programme/2025/approval/")
    assert ("Sovittu" in pages[0]) == ("Sovittu" in pages[1]) == (binding(draft) == "approved")
    assert ("Hyväksytty 1" in pages[1]) <= ("Hyväksytty" in claims)


def binding(programme: Programme) -> str:
    return "draft" if programme.state == "draft" else _binding(programme)


def _binding(programme: Programme) -> str:
    return "approved" if programme.decision_id or all_yes(programme) else "asked"


def read(louna: Louna, *paths: str) -> list[str]:
    client = Client()
    client.force_login(louna.coordinator)
    return [client.get(path).content.decode().partition("<main")[2] for path in paths]


@pytest.mark.parametrize(
    ("sent", "decided", "answers", "expected"),
    [
        (None, False, None, (Binding.DRAFT, None)),
        (SENT, True, None, (Binding.APPROVED, SENT)),
        (SENT, False, None, (Binding.WITHDRAWN, None)),
        (SENT, False, Answers(0), (Binding.WITHDRAWN, None)),
        (SENT, False, Answers(2), (Binding.ASKED, None)),
        (SENT, False, Answers(2, 0, (YES,)), (Binding.ASKED, None)),
        (SENT, False, Answers(2, 1, (YES,)), (Binding.REFUSED, None)),
        (SENT, False, Answers(2, 0, (YES, SENT)), (Binding.APPROVED, YES)),
    ],
)
def test_a_version_binds_by_decision_or_by_the_last_yes(
    sent: dt.date | None,
    decided: bool,
    answers: Answers | None,
    expected: tuple[Binding, dt.date | None],
) -> None:
    stand = standing(sent=sent, decided=decided, answers=answers)
    assert (stand.binding, stand.approved_on) == expected
