"""Claims: a report's PDF takes at most 0.5 s; drafting a year of 500 actions anew at most 2 s;
the command that freezes and delivers five municipalities' reports at most 4 s of processor time.

Peers, in the same run: Chromium printing the same words as tagged PDF, and writing as many plain
rows as there are paragraphs.
"""

import os
import subprocess
import sys
from html import escape
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest
from playwright.sync_api import sync_playwright

from bench.conftest import Timing, measure, tell
from kimppa.core.permissions import SYSTEM
from kimppa.documents import blocks
from kimppa.documents.pdf import render_pdf
from kimppa.programme.models import Action, Programme
from kimppa.report.actions import regenerate, start_report
from kimppa.report.models import Report
from kimppa.report.releases import REPORT, draft_document
from tests.budgets.consortium import Generated
from tests.journeys.browser import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(large: Generated) -> Report:
    found = Report.objects.filter(year=large.year).first()
    return found or start_report(by=SYSTEM, year=large.year)


def printed_by_chromium(html: str) -> Timing:
    """The same words as tagged PDF, by a browser that is already running."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.set_content(html)
        timing = measure(lambda: page.pdf(tagged=True))
        browser.close()
    return timing


def as_html(document: blocks.Document) -> str:
    """The document's words as a plain page: what a browser would print."""
    parts = [f"<h1>{escape(document.title)}</h1>"]
    for block in document.blocks:
        if isinstance(block, blocks.Table):
            rows = "".join(
                "<tr>"
                + "".join(f"<td>{escape(blocks.plain_text(cell))}</td>" for cell in row)
                + "</tr>"
                for row in block.rows
            )
            parts.append(f"<table>{rows}</table>")
        elif isinstance(block, blocks.Heading):
            parts.append(f"<h2>{escape(blocks.plain_text(block.runs))}</h2>")
        elif isinstance(block, blocks.Paragraph):
            parts.append(f"<p>{escape(blocks.plain_text(block.runs))}</p>")
    return f'<html lang="fi"><title>x</title><body>{"".join(parts)}</body></html>'


def test_a_reports_pdf(large: Generated, report: Report) -> None:
    document = draft_document(REPORT.drafts(report, large.municipalities[:1])[0].content)
    ours = measure(lambda: render_pdf(document))
    peer = printed_by_chromium(as_html(document))
    tell("a report's PDF/UA (the peer's own process is not in its CPU time)", ours)
    print(f"  peer  {peer.wall:8.1f} ms wall  (Chromium, tagged, browser already running)")
    print(f"  ratio {ours.wall / peer.wall:.2f} of the peer's wall time")
    assert ours.wall < 500
    assert ours.wall < 10 * peer.wall


def test_drafting_a_year_of_500_actions_anew(large: Generated, report: Report) -> None:
    programme = Programme.objects.get(year=report.year)
    number = programme.actions.count()
    Action.objects.bulk_create(
        Action(programme=programme, number=f"extra-{n}", topic="events", title=f"Toimenpide {n}")
        for n in range(500 - number)
    )
    ours = measure(lambda: regenerate(by=SYSTEM, report=report), runs=3)
    tell(f"drafting a year of 500 actions anew, {len(large.municipalities)} municipalities", ours)


def test_freezing_and_delivering_from_the_command_line(tmp_path: Path) -> None:
    environment = os.environ | {"KIMPPA_HOME": str(tmp_path / "home"), "KIMPPA_DEMO_RECORDS": "600"}
    kimppa = str(Path(sys.executable).with_name("kimppa"))

    def run(*arguments: str) -> float:
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run([kimppa, *arguments], env=environment, check=True, capture_output=True)
        after = getrusage(RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    run("demo", "--no-serve")
    start = run("check", "--help")
    out = str(tmp_path / "out")
    whole = run("report", "realisation", "2024", "--municipality=all", "--out", out, "--deliver")
    print(
        f"  freezing and delivering five reports: {whole:.1f} s CPU, of which start {start:.1f} s"
    )
    assert whole <= 4
