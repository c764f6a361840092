"""A sum that a letter told: the letter is opened, the sum taken back and put back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kimppa.core.audit.models import AuditEvent
from kimppa.eresources.models import Licence, UsageCount, UsageFile
from kimppa.eresources.tests.kainuu import Kainuu

pytestmark = pytest.mark.django_db
LETTER = b"Naxosta kuunneltiin 413 kertaa."


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


@pytest.fixture
def naxos(kainuu: Kainuu) -> Licence:
    """With a sum of 2025 that a letter told."""
    licence = kainuu.licence("Naxos", "music")
    letter = SimpleUploadedFile("kirje.txt", LETTER)
    kainuu.post(f"{page_of(licence)}sum/", count="413", sender="Naxos", letter=letter)
    return licence


def page_of(licence: Licence) -> str:
    return f"/eresources/usage/{licence.pk}/2025/"


def test_the_letter_of_a_sum_is_opened_from_the_page(kainuu: Kainuu, naxos: Licence) -> None:
    address = f"/eresources/usage/sums/{UsageFile.objects.get().pk}/"
    assert f'<a href="{address}">Kirje tai viesti</a>' in kainuu.page(page_of(naxos))
    assert kainuu.client.get(address).content == LETTER


def test_a_sum_is_taken_back_later_and_put_back(kainuu: Kainuu, naxos: Licence) -> None:
    kainuu.post(f"{page_of(naxos)}sum/", count="500", sender="Naxos", told_on="1.11.2026")
    newest = UsageFile.objects.latest("pk")
    assert f"/eresources/usage/sums/{newest.pk}/remove/" in kainuu.page(page_of(naxos))
    page = kainuu.post(f"/eresources/usage/sums/{newest.pk}/remove/")
    assert "Yhteensä 413 kuuntelua" in page
    batch = AuditEvent.objects.latest("pk").batch
    assert f"/undo/{batch}/" in page
    kainuu.post(f"/undo/{batch}/")
    assert "Yhteensä 500 kuuntelua" in kainuu.page(page_of(naxos))
    assert UsageCount.objects.count() == 2


def test_a_card_goes_when_its_sum_is_taken_back(kainuu: Kainuu, naxos: Licence) -> None:
    kainuu.post(f"/eresources/usage/sums/{UsageFile.objects.get().pk}/remove/")
    kainuu.post(f"/eresources/licences/{naxos.pk}/remove/")
    assert not Licence.objects.exists()
