"""PDFs with text, set with Typst, are read line by line as a person reads them."""

import io
import re
import resource
import time
from collections import Counter

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.pdf import lines_of
from kimppa.agreement.files.pdfprocess import MOST_PAGES
from kimppa.agreement.files.pdfwords import Page, Pages, Word
from kimppa.agreement.files.reading import media_type, read_file
from kimppa.agreement.text.layout.lines import join
from tests.examples import drawn

FINNISH = (
    "Kirjastot vastaavat asiakkaiden viesteihin sillä kielellä, jolla viesti on kirjoitettu, "
    "viimeistään neljäntenä arkipäivänä, ja yhdistävät samaa teosta koskevat kaksinkertaiset "
    "tiedot kuukausittain."
)
MORE = (
    "Jokainen kunta omistaa omat asiakastietonsa ja huolehtii siitä, että ne poistetaan, kun "
    "asiakkuus on päättynyt ja lainat on palautettu."
)
SWEDISH = (
    "Biblioteken svarar på kundernas meddelanden på det språk som meddelandet är skrivet på, "
    "senast den fjärde vardagen, och slår ihop dubbla uppgifter om samma verk varje månad."
)
NAMES = [
    "Forssan", "Tammelan", "Jokioisten", "Ypäjän", "Humppilan", "Iisalmen", "Kiuruveden",
    "Lapinlahden", "Sonkajärven", "Vieremän", "Kokkolan", "Kannuksen", "Kaustisen", "Vetelin",
]  # fmt: skip


def pdf(body: str, *, page: str = "margin: 2.5cm", text: str = "") -> bytes:
    source = f'#set page({page})\n#set text(lang: "fi", size: 11pt, {text})\n{body}'
    return typst.compile(source.encode())


def lines(body: str, **more):
    return read_file(pdf(body, **more), "sopimus.pdf").lines


def paragraphs(read) -> list[str]:
    """The lines joined where a break is soft and no blank line stands before."""
    joined: list[list[str]] = []
    for line in read:
        if joined and line.soft and not line.after_blank:
            joined[-1].append(line.text)
        else:
            joined.append([line.text])
    return [join(part) for part in joined]


class TestLines:
    def test_wrapped_paragraphs_come_whole(self):
        layout = read_file(pdf(f"Sopimus\n\n{FINNISH}\n\n{MORE}\n\n{FINNISH}"))
        assert paragraphs(layout.lines) == ["Sopimus", FINNISH, MORE, FINNISH]
        assert layout.trusted
        assert not layout.unwrapped

    @pytest.mark.parametrize(
        ("text", "justified"),
        [
            ("", "false"),
            ("", "true"),
            ("hyphenate: true", "false"),
            ("hyphenate: true", "true"),
            ('font: "DejaVu Sans Mono"', "false"),
        ],
    )
    def test_words_broken_at_line_ends_come_whole(self, text, justified):
        body = f"#set par(justify: {justified})\n" + f"{FINNISH}\n\n{MORE}\n\n" * 3
        read = lines(body, text=text, page="width: 11cm, height: 29cm")
        assert paragraphs(read) == [FINNISH, MORE] * 3

    def test_paragraphs_without_space_between_and_with_little(self):
        for spacing in ("0.65em", "0.8em"):
            body = f"#set par(spacing: {spacing})\n{MORE}\n\nLyhyt.\n\n{FINNISH}"
            assert paragraphs(lines(body)) == [MORE, "Lyhyt.", FINNISH]

    def test_indents_and_labels_of_lists(self):
        body = (
            'Forssa vastaa siitä, että\n#set enum(numbering: "a)", indent: 1cm, body-indent: 1cm)\n'
            f"+ {FINNISH}\n+ {MORE}\n"
        )
        read = lines(body)
        assert paragraphs(read) == ["Forssa vastaa siitä, että", f"a) {FINNISH}", f"b) {MORE}"]
        starts = [line for line in read if line.text[:2] in ("a)", "b)")]
        assert read[0].indent == 0
        assert {line.indent for line in starts} == {starts[0].indent}
        assert 3 <= starts[0].indent <= 7

    def test_headings_are_those_of_the_bookmarks(self):
        body = f'#set heading(numbering: "1.1")\n= Osapuolet\n{MORE}\n== Tehtävät\n{MORE}'
        assert [(line.text, line.heading) for line in lines(body) if line.heading is not None] == [
            ("1 Osapuolet", 0),
            ("1.1 Tehtävät", 1),
        ]

    def test_each_line_knows_its_page_and_its_place_in_the_text(self):
        layout = read_file(pdf(f"{MORE}#pagebreak(){FINNISH}"))
        assert {line.page for line in layout.lines if "viesteihin" in line.text} == {2}
        kept = layout.text.split("\n")
        assert [kept[line.number - 1].strip() for line in layout.lines] == [
            line.text for line in layout.lines
        ]

    def test_a_sentence_goes_on_over_page_matter(self):
        words = f"{FINNISH} {MORE}".replace(".", "").split()
        texts = [
            " ".join([name, *words[at * 3 :], *words[: at * 3]]).strip(",") + "."
            for at, name in enumerate(NAMES)
        ]
        body = "\n\n".join(texts)
        page = (
            'width: 12cm, height: 13cm, margin: 2cm, numbering: "1 (1)", '
            "header: [Koljonvirran kirjastot #h(1fr) Dnro 88/2026]"
        )
        read = lines(body, page=page)
        text = [line for line in read if not line.aside]
        assert paragraphs(text) == texts
        assert {line.text for line in read if line.aside} >= {
            "Koljonvirran kirjastot Dnro 88/2026",
            f"2 ({read[-1].page})",
        }

    def test_a_turned_page_and_words_aslant(self):
        data = pdf(f"{MORE}\n#place(bottom, rotate(90deg)[LUONNOS])")
        document = pikepdf.open(io.BytesIO(data))
        document.pages[0].rotate(90, relative=False)
        # The page is turned back by its contents, as programs write pages that lie on their side.
        box = document.pages[0].mediabox
        turn = pikepdf.Stream(document, f"0 1 -1 0 {box[2]} 0 cm".encode())
        document.pages[0].contents_add(turn, prepend=True)
        buffer = io.BytesIO()
        document.save(buffer)
        for file in (data, buffer.getvalue()):
            read = read_file(file).lines
            assert paragraphs(read)[0] == MORE
            assert "LUONNOS" in "".join(line.text for line in read).replace(" ", "")


class TestColumns:
    def test_a_page_in_two_columns_is_read_column_by_column(self):
        body = f"#columns(2)[{FINNISH}\n\n{MORE}\n\n{FINNISH}\n\n#colbreak(){MORE}\n\n{FINNISH}]"
        assert paragraphs(lines(body)) == [FINNISH, MORE, FINNISH, MORE, FINNISH]

    def test_two_languages_side_by_side_are_read_one_after_the_other(self):
        halves = f"[{FINNISH}\n\n{MORE}], [{SWEDISH}\n\n{SWEDISH}]"
        body = f"#grid(columns: 2, gutter: 1cm, {halves})\n#pagebreak()\n" * 2
        read = lines(body.removesuffix("#pagebreak()\n"))
        assert paragraphs(read) == [FINNISH, MORE] * 2 + [SWEDISH] * 4

    def test_what_stands_over_and_under_columns_keeps_its_place(self):
        body = f"Otsikko\n\n#columns(2)[{MORE}\n\n{MORE}\n#colbreak(){FINNISH}\n\n]\n{MORE}"
        assert paragraphs(lines(body)) == ["Otsikko", MORE, MORE, FINNISH, MORE]


TABLE = f"""
#table(columns: (6cm, 4cm, 1fr), {{options}}
  [Tehtävä], [Vastuu], [Määräaika],
  [{MORE}], [Forssa], [31.1.2026],
  [Uutiset], [Tammela ja Jokioinen sekä muut kunnat], [],
  [Kuljetus], [], [viikoittain])
"""


class TestTables:
    @pytest.mark.parametrize(
        "options",
        ["", "stroke: none,", "inset: 3pt,", "align: horizon,", "align: (left, right, center),"],
    )
    def test_a_row_is_a_line_with_cells(self, options):
        read = lines(f"{FINNISH}\n{TABLE.replace('{options}', options)}\n{MORE}")
        assert [line.cells for line in read if line.cells] == [
            ("Tehtävä", "Vastuu", "Määräaika"),
            (MORE, "Forssa", "31.1.2026"),
            ("Uutiset", "Tammela ja Jokioinen sekä muut kunnat", ""),
            ("Kuljetus", "", "viikoittain"),
        ]
        assert paragraphs(line for line in read if not line.cells) == [FINNISH, MORE]

    def test_figures_in_columns_without_lines(self):
        body = (
            "#table(columns: 3, stroke: none, inset: 2pt, column-gutter: 1cm, "
            "align: (left, right, right), [Kunta], [Osuus], [Euroa], [Forssa], [61 %], [38 064],"
            "[Jokioinen], [9 %], [5 616], [Yhteensä], [], [43 680])"
        )
        assert [line.cells for line in lines(f"{FINNISH}\n{body}")][-4:] == [
            ("Kunta", "Osuus", "Euroa"),
            ("Forssa", "61 %", "38 064"),
            ("Jokioinen", "9 %", "5 616"),
            ("Yhteensä", "", "43 680"),
        ]

    def test_columns_that_stand_close_and_what_follows_them(self):
        body = (
            f"#set text(size: 9pt)\n#table(columns: (6cm, 2.5cm, 2.5cm), inset: 3pt, [Tehtävä], "
            f"[Vastuu], [Aika], [{MORE}], [Forssa], [31.1.], [{FINNISH}], [Tammela], [], "
            "[Uutiset], [Ypäjä], [7.3.])\nVoimassa toistaiseksi.\n#grid(columns: 2, "
            "column-gutter: 5cm, row-gutter: 9pt, [Forssa 1.2.2026], [Ypäjä 2.2.2026], "
            "[\\_\\_\\_\\_\\_], [\\_\\_\\_\\_\\_], [johtaja], [johtaja])"
        )
        read = lines(body)
        assert [line.cells for line in read if line.cells] == [
            ("Tehtävä", "Vastuu", "Aika"),
            (MORE, "Forssa", "31.1."),
            (FINNISH, "Tammela", ""),
            ("Uutiset", "Ypäjä", "7.3."),
        ]
        assert [line.text for line in read if not line.cells][:2] == [
            "Voimassa toistaiseksi.",
            "Forssa 1.2.2026 Ypäjä 2.2.2026",
        ]

    def test_a_number_and_its_text_are_no_table(self):
        body = "".join(f"#grid(columns: (1.5cm, 1fr), [{n}.1], [{MORE}])\n" for n in range(1, 5))
        assert paragraphs(lines(body)) == [f"{n}.1 {MORE}" for n in range(1, 5)]

    def test_a_table_of_2000_rows(self):
        rows = "[Tehtävä], [Forssa], [31.1.], " * 2000
        data = pdf(f"#table(columns: 3, {rows})")
        start = worked()
        read = read_file(data).lines
        assert worked() - start < 5
        assert sum(line.cells == ("Tehtävä", "Forssa", "31.1.") for line in read) == 2000


_HYPHEN_OR_SPACE = re.compile(r"[-\u00ad\s]")
PLACES = st.tuples(
    st.sampled_from(["kirjasto", "ja", "1.", "•", "Forssa", "31.1.", "tietokan-", "1 200"]),
    st.integers(0, 500),
    st.integers(0, 80),
    st.sampled_from([6.0, 10.0, 10.5, 24.0]),
)


class TestWholeness:
    @given(st.lists(st.lists(PLACES, max_size=60), min_size=1, max_size=3))
    @settings(max_examples=drawn(200), deadline=None)
    def test_every_word_of_any_page_stands_in_some_line(self, pages):
        placed = [
            [Word(text, x, x + 5.0 * len(text), 9.0 * y, size) for text, x, y, size in page]
            for page in [*pages, [("sopimuksesta", 0, at, 10.0) for at in range(4)]]
        ]
        layout = lines_of(Pages([Page(words, words[:2]) for words in placed], []))
        source = "".join(word.text for words in placed for word in words + words[:2])
        # A hyphen at a line's end becomes a soft one, or goes when the word is joined.
        read = "".join(line.text for line in layout.lines)
        assert Counter(_HYPHEN_OR_SPACE.sub("", read)) == Counter(_HYPHEN_OR_SPACE.sub("", source))


def saved(data: bytes, **options) -> bytes:
    buffer = io.BytesIO()
    pikepdf.open(io.BytesIO(data)).save(buffer, **options)
    return buffer.getvalue()


def locked() -> bytes:
    return saved(pdf(FINNISH), encryption=pikepdf.Encryption(owner="a", user="b"))


def of_pages(count: int) -> bytes:
    document = pikepdf.new()
    for _ in range(count):
        document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (lambda: of_pages(2), "pdf-pictures"),
            (lambda: pdf("#rect(width: 5cm, height: 5cm)\n1"), "pdf-pictures"),
            (locked, "locked"),
            (lambda: b"%PDF-1.7\n" + bytes(300), "broken-pdf"),
            (lambda: pdf(FINNISH)[:900], "broken-pdf"),
            (lambda: of_pages(MOST_PAGES + 1), "pdf-pages"),
        ],
    )
    def test_each_with_its_own_advice(self, data, code):
        with pytest.raises(AgreementTextError) as refused:
            read_file(data())
        assert refused.value.code == code

    def test_letters_that_the_file_does_not_know(self):
        document = pikepdf.open(io.BytesIO(pdf(FINNISH)))
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                codes = item.ToUnicode.read_bytes()
                item.ToUnicode.write(codes.replace(b"> <00", b"> <E0"))
        buffer = io.BytesIO()
        document.save(buffer)
        with pytest.raises(AgreementTextError) as refused:
            read_file(buffer.getvalue())
        assert refused.value.code == "pdf-letters"

    def test_a_reader_that_takes_too_long_is_stopped(self, monkeypatch):
        monkeypatch.setattr("kimppa.agreement.files.pdfwords._SECONDS", 0.01)
        with pytest.raises(AgreementTextError) as refused:
            read_file(pdf(FINNISH))
        assert refused.value.code == "pdf-slow"

    def test_an_owners_password_alone_does_not_hinder_reading(self):
        data = saved(pdf(FINNISH), encryption=pikepdf.Encryption(owner="a", user=""))
        assert paragraphs(read_file(data).lines) == [FINNISH]

    def test_the_media_type_is_known_by_the_content(self):
        assert media_type(pdf("a")) == "application/pdf"


def worked() -> float:
    """Seconds of work, that of the process apart too, however busy the machine is."""
    apart = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + apart.ru_utime + apart.ru_stime


@pytest.mark.large
def test_300_pages_in_ten_seconds():
    data = pdf("".join(f"= Luku {n}\n" + f"{FINNISH}\n\n{MORE}\n\n" * 8 for n in range(360)))
    assert len(pikepdf.open(io.BytesIO(data)).pages) >= 300
    start = worked()
    read = read_file(data).lines
    assert worked() - start < 10
    assert sum(line.heading is not None for line in read) == 360
