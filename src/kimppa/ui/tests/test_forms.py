"""Forms tell assistive technology everything they show."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.utils import translation
from pytest_django import Settings

from kimppa.ui.forms import FileField, NumberField
from kimppa.ui.tests.conftest import Render


class Example(forms.Form):
    title = forms.CharField(help_text="In a few words")
    day = forms.DateField()
    note = forms.CharField(required=False, widget=forms.Textarea)
    level = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "One"), ("b", "Two")])
    agreed = forms.BooleanField(required=False, help_text="Only if so")
    file = FileField(types=(".docx",), max_bytes=1024 * 1024, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class Hours(forms.Form):
    begins = forms.TimeField()


SHOW = '{% form form submit="Send" %}'


def test_hints_and_labels_are_tied_to_their_fields(render: Render) -> None:
    html = render(SHOW, form=Example())
    assert '<label class="ds-label" for="id_title">Title</label>' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert 'id="id_title_helptext">In a few words<' in html
    assert 'Note<span class="k-optional">(optional)</span>' in html
    assert 'id="id_day_helptext">For example ' in html
    assert "A file of type docx, at most 1 MB" in html
    assert 'accept=".docx"' in html
    assert "ds-error-summary" not in html
    assert '<button type="submit" class="ds-button">Send</button>' in html


def test_radios_stand_in_a_fieldset_with_a_legend(render: Render) -> None:
    html = render(SHOW, form=Example())
    assert '<legend class="ds-label">Level</legend>' in html
    assert '<label for="id_level_1">Two</label>' in html
    assert html.count('type="radio"') == 2
    assert 'class="ds-input"' in html


def test_errors_are_summed_up_with_links_and_tied_to_their_fields(render: Render) -> None:
    html = render(SHOW, form=Example({"day": "32.1.2025"}))
    assert 'role="alert"' in html
    assert '<a href="#id_title">Title – This field is required.</a>' in html
    assert '<a href="#id_level_0">Level' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_day_error"' in html
    # What was typed stays.
    assert 'value="32.1.2025"' in html
    assert '<fieldset class="ds-fieldset k-field" aria-describedby="id_level_error">' in html


def test_every_description_exists_once(render: Render) -> None:
    html = render(SHOW, form=Example({}))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(ids)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("text", ["14.1.2025", "14.01.2025", "2025-01-14", "14.1.25"])
def test_days_are_read_as_people_write_them(language: str, text: str) -> None:
    with translation.override(language):
        form = Example({"title": "x", "day": text, "level": "a"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"] == dt.date(2025, 1, 14)


@pytest.mark.parametrize("text", ["32.1.", "5.13.", "5", "5.2.2", "5..2"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert "day" in Example({"title": "x", "day": text, "level": "a"}).errors


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("text", ["17", "17.00", "17:00", "klo 17"])
def test_times_are_read_as_people_write_them(language: str, text: str) -> None:
    with translation.override(language):
        form = Hours({"begins": text})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["begins"] == dt.time(17)


def test_a_typed_day_without_a_year_is_shown_with_it(settings: Settings, render: Render) -> None:
    settings.KIMPPA_TODAY = "2025-01-14"
    html = render(SHOW, form=Example({"day": "5.2."}))
    assert 'value="5.2.2025"' in html
    assert "For example 14.1. or 14.1.2025. Without a year the nearest day." in html


def test_a_day_and_a_time_have_a_picker_beside_them(render: Render) -> None:
    assert 'data-picks="date"' in render(SHOW, form=Example())
    html = render(SHOW, form=Hours(initial={"begins": dt.time(9, 5)}))
    assert 'type="text" name="begins" value="9.05"' in html
    assert 'data-picks="time"' in html


def test_a_day_is_shown_without_leading_zeros(render: Render) -> None:
    assert 'value="4.1.2025"' in render(SHOW, form=Example(initial={"day": dt.date(2025, 1, 4)}))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1 234,5", "1234.5"),
        ("1\N{NO-BREAK SPACE}234", "1234"),
        ("1234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("\N{MINUS SIGN}3", "-3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert NumberField().clean(text) == Decimal(value)


@pytest.mark.parametrize("text", ["paljon", "1e5", "1E5", "1_000", "1.234,5", "1,2,3", "NaN"])
def test_what_only_programs_write_or_could_mean_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(forms.ValidationError, match="in digits, such as"):
        NumberField().clean(text)


def test_files_of_another_kind_or_size_are_refused_with_advice() -> None:
    field = FileField(types=(".docx",), max_bytes=10)
    with pytest.raises(forms.ValidationError, match=r"another type.*\.docx"):
        field.clean(SimpleUploadedFile("a.exe", b"x"))
    with pytest.raises(forms.ValidationError, match="too large"):
        field.clean(SimpleUploadedFile("a.docx", b"x" * 11))
    assert field.clean(SimpleUploadedFile("A.DOCX", b"x")).name == "A.DOCX"


@pytest.mark.parametrize(("language", "words"), [("fi", "– Valitse –"), ("sv", "– Välj –")])
def test_an_empty_choice_speaks_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert str(BLANK_CHOICE_LABEL) == words
