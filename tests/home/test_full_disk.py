"""The report is frozen from its page while the disk fills up."""

import errno
import os

import pytest
from django.test import Client

from conftest import Louna
from kimppa.agreement import demo as agreement
from kimppa.core.files.models import StoredFile
from kimppa.core.releases.models import Release
from kimppa.report.actions import start_report
from kimppa.report.preview import fingerprint, prepare


def test_a_disk_that_fills_up_at_freeze_is_told_and_leaves_nothing(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement.load()
    report = start_report(by=louna.coordinator, year=2024)
    client = Client(raise_request_exception=False)
    client.force_login(louna.coordinator)
    places = list(louna.municipalities.values())
    form = {
        "municipalities": list(louna.municipalities),
        "seen": fingerprint(prepare(report, places)),
    }
    kept = StoredFile.objects.count()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = client.post("/report/2024/freeze/", form)
    assert answer.status_code == 507
    assert "Levy on täynnä" in answer.content.decode()
    assert not Release.objects.exists()
    assert StoredFile.objects.count() == kept
    assert client.post("/report/2024/freeze/", form).status_code == 302
    assert Release.objects.count() == 5
