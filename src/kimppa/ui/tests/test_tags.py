"""Tags and filters show what they promise."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import TemplateSyntaxError
from django.utils import translation

from kimppa.core.consortium.finland import listed
from kimppa.documents.charts import Plot, Series, line_chart
from kimppa.ui import markup, numbers, status
from kimppa.ui.marks import MunicipalityMark, short_forms
from kimppa.ui.status import STATUSES
from kimppa.ui.tests.conftest import Render


@pytest.mark.parametrize("key", list(STATUSES))
def test_every_status_is_a_word_an_icon_and_a_colour(render: Render, key: str) -> None:
    html = render("{% status key %}", key=key)
    assert str(STATUSES[key].word) in html
    assert status.drawing(key) in html
    assert f"k-{STATUSES[key].colour}" in html
    assert 'aria-hidden="true"' in html


def test_status_takes_its_own_words_and_escapes_them(render: Render) -> None:
    html = render('{% status "partial" text %}', text="4/5 <b>")
    assert "4/5 &lt;b&gt;" in html
    assert "Partly done" not in html


def test_an_unknown_status_fails_loudly(render: Render) -> None:
    with pytest.raises(KeyError):
        render('{% status "nearly" %}')


def test_example_and_source_marks(render: Render) -> None:
    assert "Example" in render("{% example_mark thing %}", thing=SimpleNamespace(example=True))
    assert render("{% example_mark thing %}", thing=SimpleNamespace(example=False)).strip() == ""
    assert render("{% example_mark thing %}", thing="no row").strip() == ""
    shown = render("{% source_mark thing %}", thing={"source": "Kuntaliitto <2024>"})
    assert "Source: Kuntaliitto &lt;2024&gt;" in shown
    assert render("{% source_mark thing %}", thing={}).strip() == ""


def test_municipality_marks(render: Render) -> None:
    marks = [("Ypäjä", "done"), MunicipalityMark("Tammela", "waiting", "/t/")]
    html = render("{% municipality_marks marks %}", marks=marks)
    assert "Ypäjä: Done" in html
    assert 'title="Ypäjä: Done"' in html
    assert 'title="Tammela: Waiting"><a href="/t/">' in html


def test_a_name_is_told_from_those_that_begin_alike() -> None:
    names = ["Alajärvi", "Alavus", "Pyhäjoki", "Pyhäjärvi", "Ii", "Iisalmi", "Salo", "Å"]
    assert short_forms(names) == ["Alj", "Alv", "Pyo", "Pyä", "Ii", "Iis", "Sa", "Å"]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_two_municipalities_of_finland_have_the_same_form(language: str) -> None:
    names = [getattr(row, language) for row in listed().values()]
    forms = dict(zip(names, short_forms(names), strict=True))
    assert len(set(forms.values())) == len(forms)
    assert max(map(len, forms.values())) <= 6


def test_a_row_of_forty_marks_folds_what_is_alike(render: Render) -> None:
    names = [row.fi for row in listed().values()][:40]
    marks = [(name, "late" if at in (7, 30) else "done") for at, name in enumerate(names)]
    html = render("{% municipality_marks marks %}", marks=marks)
    outside, fold = html.split("<details")
    assert outside.count("<svg") == 2
    assert f"{names[7]}: Late" in outside
    assert "Done 38" in fold
    assert all(f"{name}: Done" in fold for name in names if names.index(name) not in (7, 30))


def test_numbers_by_language(render: Render) -> None:
    text = (
        "{{ n|number }}|{{ n|number:1 }}|{{ s|percent }}|{{ n|money }}|{{ d|day }}|{{ e|number }}"
    )
    given = {"n": Decimal("1234.5"), "s": 0.125, "d": dt.date(2025, 1, 14), "e": None}
    with translation.override("fi"):
        assert render(text, **given) == (
            "1\N{NO-BREAK SPACE}234,5|1\N{NO-BREAK SPACE}234,5|13\N{NO-BREAK SPACE}%"
            "|1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€|14.1.2025|–"
        )
    assert render(text, **given) == (
        "1,234.5|1,234.5|13%|€1,234.50|14\N{NO-BREAK SPACE}January 2025|–"
    )


def test_numbers_leave_words_alone() -> None:
    assert numbers.number("not collected") == "not collected"
    assert numbers.percent("missing") == "missing"
    assert numbers.number(float("nan")) == "nan"
    assert numbers.number(True) == "True"
    assert numbers.number(0) == "0"


def test_a_moment_is_told_in_helsinki() -> None:
    late = dt.datetime(2024, 12, 31, 22, 5, tzinfo=dt.UTC)
    with translation.override("fi"):
        assert numbers.day(late) == "1.1.2025"
        assert numbers.moment(late) == "1.1.2025 klo\N{NO-BREAK SPACE}0.05"


def test_query_keeps_the_other_parameters(render: Render, get) -> None:
    request = get("/x/?vuosi=2024&kunta=981&page=3")
    assert render("{% query page=4 %}", request) == "?vuosi=2024&amp;kunta=981&amp;page=4"
    assert render('{% query page="" kunta=code %}', request, code="a&b") == (
        "?vuosi=2024&amp;kunta=a%26b"
    )


def test_markdown_is_clean() -> None:
    html = markup.markdown(
        "# Otsikko\n\n**b** <script>x</script> [j](javascript:x) [w](https://a.fi) "
        "<img src=x onerror=y>\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert "<h2>Otsikko</h2>" in html
    assert "<strong>b</strong>" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="https://a.fi"' in html
    assert "<td>1</td>" in html


def test_a_chart_has_its_content_as_a_table(render: Render) -> None:
    plot = Plot("Loans", ("Forssa", "Ypäjä"), (Series("2024", (1234, None)),), "en")
    html = render("{% svg_chart chart %}", chart=line_chart(plot))
    assert "<svg" in html
    assert '<th scope="row">Ypäjä</th>' in html
    assert '<td class="k-num">1,234</td>' in html
    assert "style=" not in html


def test_empty_state_teaches(render: Render) -> None:
    html = render('{% empty "No work yet" "Write a line above." "/log/" "Log work" %}')
    assert "No work yet" in html
    assert '<a class="ds-button" href="/log/">Log work</a>' in html


def test_capture_needs_a_name(render: Render) -> None:
    assert render("{% capture a %} x {% endcapture %}[{{ a }}]") == "[x]"
    with pytest.raises((TemplateSyntaxError, ValueError)):
        render("{% capture %}x{% endcapture %}")


@pytest.mark.parametrize(
    ("language", "told"),
    [("fi", ["512 tavua", "12 kt", "3,4 Mt", "1 500,2 Tt"]), ("sv", ["512 byte", "12 kB"])],
)
def test_a_size_is_told_in_the_units_of_the_language(language: str, told: list[str]) -> None:
    sizes = (512, 12 * 1024, 3_565_158, 1500.2 * 1024**4)
    with translation.override(language):
        shown = [numbers.size(one).replace("\N{NO-BREAK SPACE}", " ") for one in sizes]
    assert shown[: len(told)] == told
    assert numbers.size(None) == "–"
