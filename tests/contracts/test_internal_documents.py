"""The year's documents hold nothing of what directors decided among themselves.

The report and the programme are read as page, PDF and Word file, of all together and of one
municipality, and the programme's actions of the topic as pages. A decision and a task that
everybody may read stand beside, to see that the documents do take up such things.
"""

import datetime as dt
import html
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.tasks.actions import complete_task, create_task
from kimppa.documents.tests.readback import needs_pdfinfo, of_docx, of_pdf
from kimppa.meetings.agenda.actions import add_item, add_meeting, hold
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.session.actions import close_item
from kimppa.programme import demo as programme_demo
from kimppa.programme.models import Action
from kimppa.report.actions import start_report
from tests.contracts.stains import STEM
from tests.contracts.test_own_rows import text_of

YEAR, TOPIC = 2024, "eresource-selection"
COMMON = "kuutamo"
REPORT, PROGRAMME = f"/report/{YEAR}/", f"/programme/{YEAR}/"


@pytest.fixture
def year(louna: Louna) -> Louna:
    """A year with its agreement and programme, and a meeting in December."""
    agreement_demo.load()
    programme_demo.load()
    start = dt.datetime(YEAR, 12, 12, 10, tzinfo=clock.ZONE)
    with clock.standing_on(start.date()), translation.override("fi"):
        meeting = add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
        for stem in (STEM, COMMON):
            decide(louna, meeting, stem)
        hold(by=SYSTEM, meeting=meeting)
    with translation.override("fi"):
        start_report(by=louna.coordinator, year=YEAR)
    return louna


def decide(louna: Louna, meeting: Meeting, stem: str) -> None:
    """A decision with an open task and one that is done; all say yes to the common one, which
    stands by that, and Tammela no to the other.
    """
    words = {"title": f"{stem}item", "text": f"{stem}proposal", "topic": TOPIC}
    item: Item = add_item(by=SYSTEM, meeting=meeting, internal=stem == STEM, **words)
    question = {"level": "director", "municipalities": list(louna.municipalities.values())}
    close_item(by=SYSTEM, item=item, kind="decision", words=f"{stem}decision.",
               question=question, task=f"{stem}task", due=clock.today())  # fmt: skip
    item.refresh_from_db()
    assert item.decision is not None
    assert item.decision.ratification is not None
    own = item.decision.ratification.confirmations.get(municipality__code="834")
    for other in item.decision.ratification.confirmations.exclude(pk=own.pk):
        answer(by=SYSTEM, confirmation=other, yes=True)
    answer(by=SYSTEM, confirmation=own, yes=not item.internal, comment=f"{stem}reason")
    carried = create_task(by=SYSTEM, title=f"{stem}carried", topic=TOPIC,
                          internal=item.internal, origin=item.decision.origin)  # fmt: skip
    complete_task(by=SYSTEM, task=carried)


def read(client: Client, path: str) -> str:
    """The words of a page or a file, without blanks and hyphens."""
    response = client.get(path)
    assert response.status_code == 200, path
    content = response.getvalue()
    if content.startswith(b"%PDF-"):
        return of_pdf(content)
    if "docx" in path:
        return of_docx(content)
    return "".join(html.unescape(text_of(response)).split())


def documents() -> Iterator[str]:
    for place in ("", "?kunta=834"):
        yield f"{REPORT}{place}"
        yield from (f"{REPORT}draft.{kind}{place}" for kind in ("pdf", "docx"))
        yield from (f"{PROGRAMME}{place}", f"{PROGRAMME}print/{place}")
        yield from (f"{PROGRAMME}download/{kind}/{place}" for kind in ("pdf", "docx", "xlsx"))
    yield from (row.get_absolute_url() for row in Action.objects.filter(topic=TOPIC))


@needs_pdfinfo
def test_no_document_of_the_year_says_what_is_for_directors(year: Louna) -> None:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(year.coordinator)
    words = {path: read(client, path) for path in documents()}
    assert [path for path, text in words.items() if STEM in text.casefold()] == []
    reports = [text for path, text in words.items() if path.startswith(REPORT)]
    assert len(reports) == 6
    assert all(f"{COMMON}decision" in text for text in reports)
    assert any(f"{COMMON}decision" in text for path, text in words.items() if "action" in path)
