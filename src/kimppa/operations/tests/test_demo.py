"""The demo on a day that is set from outside."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from kimppa.core.consortium.models import Consortium


@pytest.mark.django_db
def test_a_day_before_the_demos_is_refused_in_words(settings: Settings) -> None:
    settings.KIMPPA_TODAY = "2024-06-10"
    with pytest.raises(CommandError, match=r"KIMPPA_TODAY on 2024-06-10.* 2025-01-14: tee esim"):
        call_command("demo", no_serve=True)
    assert not Consortium.objects.exists()
