"""Words survive regeneration, changed facts behind them show, and undo brings back."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import undo
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.actions import record_evidence, undo_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.documents.blocks import Cards, plain_text
from kimppa.documents.blocks import Paragraph as TextBlock
from kimppa.programme.actions import draft_from_clauses
from kimppa.programme.models import Action, Step
from kimppa.report.actions import (
    accept_draft,
    change_highlight,
    edit_paragraph,
    keep_words,
    regenerate,
    star,
    start_report,
    unstar,
)
from kimppa.report.draft import LEAD
from kimppa.report.models import Highlight, Paragraph, Report
from kimppa.report.queries import contents, draft_of
from kimppa.report.releases import REPORT, draft_document, flagged
from tests.undone import lost_fields


def shared(report: Report, clause: str) -> Paragraph:
    return report.paragraphs.get(clause=clause, municipality=None)


def own(report: Report, clause: str, code: str) -> Paragraph:
    return report.paragraphs.get(clause=clause, municipality__code=code)


def log(
    louna: Louna,
    title: str,
    *codes: str,
    topic: str = "events",
    figures: dict[str, int] | None = None,
) -> Evidence:
    return record_evidence(
        by=louna.coordinator,
        topic=topic,
        title=title,
        date=dt.date(2024, 12, 30),
        municipalities=[louna.municipalities[code] for code in codes] if codes else None,
        figures=figures,
    )


def test_a_report_drafts_all_23_clauses_for_all_and_each(agreed: Louna, report: Report) -> None:
    assert report.title == "Toimenpideohjelman toteutuminen 2024"
    assert report.paragraphs.filter(municipality=None).count() == 23 + 2
    assert report.paragraphs.count() == (23 + 2) * 6
    assert shared(report, "3.1").drafted_text
    assert shared(report, LEAD).text.startswith("Sopimuksen 23 kohdasta ")
    assert "toimitettu kullekin kirjastolle" in shared(report, "6.2").text


def test_every_clause_stands_in_every_variant(agreed: Louna, report: Report) -> None:
    for made in contents(report, [None, *agreed.municipalities.values()]).values():
        assert len(made.parts) == 23
        assert all(part.text for part in made.parts)


def test_a_year_without_agreement_has_no_report(louna: Louna) -> None:
    with pytest.raises(ValidationError, match="sopimus"):
        start_report(by=louna.coordinator, year=2023)
    assert not Report.objects.exists()


def test_a_report_is_started_once(agreed: Louna, report: Report) -> None:
    with pytest.raises(ValidationError):
        start_report(by=agreed.coordinator, year=2024)


@pytest.mark.parametrize("role", ["directors", "staff", "readers"])
def test_only_the_coordinator_writes(agreed: Louna, report: Report, role: str) -> None:
    for person in getattr(agreed, role).values():
        with pytest.raises(PermissionDenied):
            edit_paragraph(by=person, paragraph=shared(report, "3.1"), text="Omat sanat.")
        with pytest.raises(PermissionDenied):
            regenerate(by=person, report=report)
    assert not Paragraph.objects.filter(edited_text__isnull=False).exists()


def test_edited_words_survive_and_show_what_changed(agreed: Louna, report: Report) -> None:
    before = shared(report, "3.1")
    edit_paragraph(by=agreed.coordinator, paragraph=before, text="Tapahtumia oli paljon.")
    log(agreed, "Uudenvuoden satutunti pidettiin")
    regenerate(by=agreed.coordinator, report=report)
    row = shared(report, "3.1")
    assert row.text == "Tapahtumia oli paljon."
    assert "Uudenvuoden satutunti pidettiin" in row.drafted_text
    assert row.facts_changed
    assert [paragraph.clause for paragraph in flagged(REPORT.drafts(report))] == ["3.1"]


def test_unchanged_facts_flag_nothing(agreed: Louna, report: Report) -> None:
    edit_paragraph(by=agreed.coordinator, paragraph=shared(report, "3.1"), text="Sanat.")
    log(agreed, "Palautetta käsiteltiin", topic="meetings")
    regenerate(by=agreed.coordinator, report=report)
    assert not shared(report, "3.1").facts_changed
    assert regenerate(by=agreed.coordinator, report=report) == 0


def test_a_flag_goes_by_keeping_the_words_or_taking_the_draft(
    agreed: Louna, report: Report
) -> None:
    for clause, topic in (("3.1", "events"), ("5.1", "meetings")):
        edit_paragraph(by=agreed.coordinator, paragraph=shared(report, clause), text="Sanat.")
        log(agreed, "Uutta asiaa alettiin tehdä Ypäjällä", topic=topic)
    regenerate(by=agreed.coordinator, report=report)
    assert len(flagged(REPORT.drafts(report))) == 2
    keep_words(by=agreed.coordinator, paragraph=shared(report, "3.1"))
    accept_draft(by=agreed.coordinator, paragraph=shared(report, "5.1"))
    assert flagged(REPORT.drafts(report)) == []
    assert shared(report, "3.1").text == "Sanat."
    assert "Uutta asiaa" in shared(report, "5.1").text


def newest_event(paragraph: Paragraph) -> AuditEvent:
    return AuditEvent.objects.filter(model="report.paragraph", object_id=str(paragraph.pk)).latest(
        "pk"
    )


def test_words_are_undone_unless_they_changed_since(agreed: Louna, report: Report) -> None:
    row, by = shared(report, "3.1"), agreed.coordinator
    draft = row.text
    edit_paragraph(by=by, paragraph=row, text="Ensimmäiset sanat.")
    undo(by=by, events=[newest_event(row)])
    assert shared(report, "3.1").text == draft
    edit_paragraph(by=by, paragraph=shared(report, "3.1"), text="Toiset sanat.")
    second = newest_event(row)
    edit_paragraph(by=by, paragraph=shared(report, "3.1"), text="Kolmannet sanat.")
    with pytest.raises(ValidationError):
        undo(by=by, events=[second])
    accept_draft(by=by, paragraph=shared(report, "3.1"))
    undo(by=by, events=[newest_event(row)])
    restored = shared(report, "3.1")
    assert restored.text == "Kolmannet sanat."
    assert restored.edited_at is not None


def test_an_undo_brings_back_all_that_an_edit_wrote(agreed: Louna, report: Report) -> None:
    by = agreed.coordinator
    edit_paragraph(by=by, paragraph=shared(report, "3.1"), text="Sanat.", own_figures=True)
    edit_paragraph(by=by, paragraph=shared(report, "3.1"), text="Toiset.", own_figures=False)
    events = [newest_event(shared(report, "3.1"))]
    undo(by=by, events=events)
    assert lost_fields(events) == {}
    assert shared(report, "3.1").own_figures


def test_highlights_are_undone(agreed: Louna, report: Report) -> None:
    by = agreed.coordinator
    highlight = star(by=by, report=report, action=("1", "Nosto"), note="Ensin")
    change_highlight(
        by=by, highlight=highlight, note="Sitten", municipality=agreed.municipalities["834"]
    )
    unstar(by=by, highlight=highlight)
    for action in ("report.unstar", "report.highlight"):
        undo(by=by, events=[AuditEvent.objects.get(action=action)])
    highlight = report.highlights.get()
    assert (highlight.note, highlight.municipality) == ("Ensin", None)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 8001])
def test_empty_and_endless_texts_are_refused(agreed: Louna, report: Report, text: str) -> None:
    with pytest.raises(ValidationError):
        edit_paragraph(by=agreed.coordinator, paragraph=shared(report, "3.1"), text=text)
    assert not shared(report, "3.1").edited


def test_a_variant_carries_its_own_figures(agreed: Louna, report: Report) -> None:
    log(agreed, "Satutunti pidettiin vain Ypäjällä", "981")
    regenerate(by=agreed.coordinator, report=report)
    assert "vain Ypäjällä" in own(report, "3.1", "981").text
    assert "vain Ypäjällä" not in own(report, "3.1", "834").text


def test_shared_words_are_followed_by_one_sentence_of_own_figures(
    agreed: Louna, report: Report
) -> None:
    log(agreed, "Opastus Ypäjällä", "981", topic="guidance", figures={"osallistujaa": 12})
    log(agreed, "Opastus Tammelassa", "834", topic="guidance", figures={"osallistujaa": 30})
    regenerate(by=agreed.coordinator, report=report)
    words = shared(report, "1.8")
    edit_paragraph(by=agreed.coordinator, paragraph=words, text="Paljon iloa.")
    assert own_words(agreed, report)[0] == "Paljon iloa."
    assert "Ypäjän osuus on 12." in own_words(agreed, report)[1]
    assert "Tammelassa" not in own_words(agreed, report)[1]
    edit_paragraph(by=agreed.coordinator, paragraph=words, text="Paljon iloa.", own_figures=False)
    assert own_words(agreed, report) == ("Paljon iloa.", "")


def own_words(agreed: Louna, report: Report) -> tuple[str, str]:
    ypaja = agreed.municipalities["981"]
    part = next(p for p in contents(report, [ypaja])["981"].parts if p.clause.number == "1.8")
    return part.words.edited, part.words.own


def test_a_written_opening_stands_alone_in_every_report(agreed: Louna, report: Report) -> None:
    edit_paragraph(by=agreed.coordinator, paragraph=shared(report, "lead"), text="Hyvä vuosi.")
    joined = agreed.municipalities["981"]
    assert contents(report, [joined])["981"].lead == "Hyvä vuosi."
    save_row(joined, by=SYSTEM, valid_from=dt.date(2024, 7, 1))
    regenerate(by=agreed.coordinator, report=report)
    lead = contents(report, [joined])["981"].lead
    assert lead == "Hyvä vuosi. Ypäjä liittyi kirjastokimppaan 1.7.2024."


def test_the_opening_and_the_card_of_a_draft_count_alike(agreed: Louna, report: Report) -> None:
    document = draft_document(contents(report, [None])[""])
    (cards,) = (block for block in document.blocks if isinstance(block, Cards))
    texts = [block for block in document.blocks if isinstance(block, TextBlock)]
    lead = next(block for block in texts if block.voice == "lead")
    count, total = cards.cards[0].number.split("/")
    assert f"{total} kohdasta {count} on toteutunut" in plain_text(lead.runs)


def test_what_comes_next_is_each_lines_delivery_once_and_never_the_report(
    agreed: Louna, report: Report
) -> None:
    draft_from_clauses(by=agreed.coordinator, year=2024)
    regenerate(by=agreed.coordinator, report=report)
    coming = [fact.text for fact in contents(report, [None])[""].coming]
    assert coming[0].startswith("Toimitetaan kirjastoille: 2.1 Toimipisteiden tilastot, 2.2 ")
    assert sum("2.1" in text or "Palvelupisteiden" in text for text in coming) == 1
    assert not [text for text in coming if "aportti" in text]


def test_own_words_win_over_shared_ones(agreed: Louna, report: Report) -> None:
    edit_paragraph(by=agreed.coordinator, paragraph=shared(report, "3.1"), text="Kaikille.")
    edit_paragraph(by=agreed.coordinator, paragraph=own(report, "3.1", "981"), text="Ypäjälle.")
    ypaja, tammela = agreed.municipalities["981"], agreed.municipalities["834"]
    draft = draft_of(report, all_of_them=True)
    assert draft.pairs(ypaja)["3.1"].words.edited == "Ypäjälle."
    assert draft.pairs(tammela)["3.1"].words.edited == "Kaikille."


def test_highlights_stand_once_and_only_where_they_concern(agreed: Louna, report: Report) -> None:
    work = log(agreed, "Satutunti vain Ypäjällä", "981")
    first = star(by=agreed.coordinator, report=report, evidence=work)
    assert star(by=agreed.coordinator, report=report, evidence=work) == first
    star(by=agreed.coordinator, report=report, action=("7", "Kalenteri uusitaan"))
    made = contents(report, list(agreed.municipalities.values()))
    assert [note.text for note in made["981"].highlights] == [
        "Satutunti vain Ypäjällä",
        "Kalenteri uusitaan",
    ]
    assert [note.text for note in made["834"].highlights] == ["Kalenteri uusitaan"]
    undo_evidence(by=agreed.coordinator, evidence=work)
    assert len(contents(report, [None])[""].highlights) == 1
    unstar(by=agreed.coordinator, highlight=first)
    assert Highlight.objects.count() == 1


def test_a_programme_made_when_its_year_is_over_is_not_called_late(agreed: Louna) -> None:
    log(agreed, "Satutunti", "981")
    draft_from_clauses(by=agreed.coordinator, year=2024)
    report = start_report(by=agreed.coordinator, year=2024)
    parts = {part.clause.number: part.clause for part in contents(report, [None])[""].parts}
    assert [action.status_label for action in parts["3.1"].actions] == ["Valmis"]
    (late,) = parts["5.3"].actions
    assert re.fullmatch("Vaihetta ”.+” ei ole kirjattu tehdyksi", late.status_label)
    labels = [action.status_label for part in parts.values() for action in part.actions]
    assert "Myöhässä" not in labels


def test_a_late_action_has_the_last_day_of_its_coming_steps(agreed: Louna) -> None:
    draft_from_clauses(by=agreed.coordinator, year=2024)
    action = next(row for row in Action.objects.all() if "5.3" in row.clauses)
    for month in (2, 3):
        Step.objects.create(action=action, title="Jatkuu", due=dt.date(2025, month, 28))
    report = start_report(by=agreed.coordinator, year=2024)
    lines = {part.clause.number: part.clause for part in contents(report, [None])[""].parts}
    (late,) = lines["5.3"].actions
    assert (late.status, late.until) == ("late", dt.date(2025, 3, 28))


def test_who_was_there_for_a_part_of_the_year_is_told_of_it(agreed: Louna, report: Report) -> None:
    joined, left = agreed.municipalities["981"], agreed.municipalities["834"]
    save_row(joined, by=SYSTEM, valid_from=dt.date(2024, 7, 1))
    save_row(left, by=SYSTEM, valid_to=dt.date(2024, 6, 30))
    for title, day in (
        ("Kevään päätös", dt.date(2024, 3, 5)),
        ("Syksyn päätös", dt.date(2024, 9, 5)),
        ("Vuoden lopuksi", dt.date(2025, 1, 5)),
    ):
        record_decision(
            by=agreed.coordinator, topic="teams", text=title, date=day, agreement_year=2024
        )
    work = record_evidence(
        by=agreed.coordinator, topic="teams", title="Keväällä", date=dt.date(2024, 3, 6)
    )
    star(by=agreed.coordinator, report=report, evidence=work)
    regenerate(by=agreed.coordinator, report=report)
    made = contents(report, [None, joined, left])

    def text(code: str) -> str:
        decisions = next(p.clause.decisions for p in made[code].parts if p.clause.number == "5.2")
        return " ".join(decision.text for decision in decisions)

    assert made["981"].lead.startswith("Ypäjä liittyi kirjastokimppaan 1.7.2024. Sopimuksen ")
    assert made["834"].lead.startswith("Tammela oli kirjastokimpan jäsen 30.6.2024 saakka. ")
    assert made[""].lead.startswith("Sopimuksen ")
    told = {code: [w in text(code) for w in ("Kevään", "Syksyn", "lopuksi")] for code in made}
    assert told == {
        "": [True, True, True],
        "981": [False, True, True],
        "834": [True, False, True],
    }
    assert [len(made[code].highlights) for code in ("", "981", "834")] == [1, 0, 1]


def test_a_clause_that_is_gone_takes_its_draft_but_not_a_persons_words(
    agreed: Louna, report: Report
) -> None:
    from kimppa.core.duties.models import Duty

    edit_paragraph(by=agreed.coordinator, paragraph=shared(report, "1.11"), text="Omat sanat.")
    Duty.objects.filter(clause="1.11").delete()
    regenerate(by=agreed.coordinator, report=report)
    assert shared(report, "1.11").text == "Omat sanat."
    assert not report.paragraphs.filter(clause="1.11").exclude(municipality=None).exists()
    assert len(contents(report, [None])[""].parts) == 22
