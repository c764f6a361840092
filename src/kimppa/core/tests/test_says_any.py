"""Many words are looked for as one condition, with the answers of a condition for each word."""

import pytest
from django.db.models import Q

from kimppa.core.consortium.models import Municipality
from kimppa.core.lists import SaysAny

WORDS = ("joki", "SALO", "50 %", "a_b", "o'h")
NAMES = {
    "1": "Alajoki",
    "2": "Jokioinen",
    "3": "Salo",
    "4": "Tammela",
    "5": "Alennus 50 % kaikesta",
    "6": "Alennus 500 kaikesta",
    "7": "a_b",
    "8": "axb",
    "9": "Kirjasto O'Hara",
}


@pytest.mark.django_db
def test_one_condition_finds_what_a_condition_for_each_word_finds() -> None:
    for code, name in NAMES.items():
        Municipality.objects.create(code=code, name_fi=name)
    each = Q()
    for word in WORDS:
        each |= Q(name_fi__icontains=word)
    rows = Municipality.objects.order_by("code").values_list("code", flat=True)
    any_of = Q(SaysAny("name_fi", *WORDS))
    assert list(rows.filter(any_of)) == list(rows.filter(each)) == ["1", "2", "3", "5", "7", "9"]
    assert list(rows.filter(~any_of)) == ["4", "6", "8"]
    assert list(rows.filter(any_of, SaysAny("name_fi", "oinen"))) == ["2"]
