"""Programmes to test with: the demo's year of 2024, and a small one drafted for 2025."""

import datetime as dt
from pathlib import Path

import pytest

from conftest import Louna
from kimppa.core.duties.models import Duty
from kimppa.programme import actions, demo
from kimppa.programme.models import Programme
from tests.remembered import remembered

MEETING = actions.JointDecision(dt.date(2025, 1, 9), "Louna-johtajien kokous 1/2025", "3")


@pytest.fixture
def programme(louna: Louna, instance: Path) -> Programme:
    """Louna's programme of 2024 as it stands on 14.1.2025."""
    remembered("louna, programme", instance, demo.load)
    return Programme.objects.get(year=2024)


def duty(clause: str, topic: str, **values: object) -> Duty:
    return Duty.objects.create(
        **{
            "agreement_year": 2025,
            "section": clause[0],
            "section_title": f"Osa {clause[0]}",
            "clause": clause,
            "position": Duty.objects.count(),
            "text": f"kohdan {clause} teksti",
            "topic": topic,
            **values,
        }
    )


@pytest.fixture
def agreement(louna: Louna) -> None:
    duty("1.1", "catalogue-integrity")
    duty("2.1", "statistics-units", kind="deliverable", due="by 01-31 +1")
    duty("7.1", "projects", kind="duty")
    duty("7.1", "meetings", kind="as_needed", due="as-needed")


@pytest.fixture
def draft(louna: Louna, agreement: None) -> Programme:
    return actions.draft_from_clauses(by=louna.coordinator, year=2025)


@pytest.fixture
def agreed(louna: Louna, draft: Programme) -> Programme:
    return actions.approve(by=louna.coordinator, programme=draft, joint=MEETING)
