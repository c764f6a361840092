"""Broken letters are mended; a text that reads well stays as it is."""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.repairs import repair, repair_each
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
SENTENCES = (
    "5 § Kirjastot vastaavat asiakkaiden viesteihin viimeistään 20.1.2026.",
    "Biblioteken svarar på frågor inom två dagar – också på “engelska”; 7,5 % av 1 200 €.",
    "Åbo stad, Öjebyn och Älvsbyn sköter e-tjänsterna (1492/2016) på Office O365 och H2O.",
    "The host library keeps 5 l of ink, crème, café, naïve façade; see section l) and 2.1 l.",
    "Säännöt: a) näyttö 100 Mbit/s, b) 1l maitoa, c) 5O-luku, d) versio 2.0l, e) kohta I.1",
    "Hinta on 5 $ kappaleelta ja 10 $ lukuvuodelta, yhteensä 15 $.",
    "Tulos: „lainausmerkit” ja †-merkki, ÷ ja × ovat harvinaisia, niin myös Œuvre ja Žižek.",
    "",
)
WORDS = st.sampled_from(
    ["kirjasto", "yhteistyö", "määräaika", "ja", "1.1.2026", "5", "§", "–", "(a)", "1.2", "12,5",
     "%", "å", "året", "är", "överenskommelse", "31.12.", "“lainaus”", "e-kirja", "ÖSTRA", "l)"]
)  # fmt: skip


def mojibake(text: str, written: str, read: str) -> str:
    return text.encode(written).decode(read)


class TestTextThatReadsWell:
    @pytest.mark.parametrize("text", [*SENTENCES, SOURCE])
    def test_it_stays(self, text):
        assert repair(text) == text

    @given(st.lists(WORDS, max_size=40), st.sampled_from([" ", "\n", "\n\n  "]))
    @settings(max_examples=drawn(300), deadline=None)
    def test_words_in_any_order_stay(self, words, between):
        text = between.join(words)
        assert repair(text) == text

    @given(st.text(max_size=200))
    @settings(max_examples=drawn(500), deadline=None)
    def test_any_text_keeps_its_lines_and_is_mended_once(self, text):
        once = repair(text)
        assert once.count("\n") == text.count("\n")
        assert unicodedata.is_normalized("NFC", once)


class TestLetters:
    def test_letters_in_parts(self):
        assert repair(unicodedata.normalize("NFD", SOURCE)) == SOURCE

    @pytest.mark.parametrize(
        ("broken", "mended"),
        [
            ("yhteis\u00adtyö", "yhteistyö"),
            ("katkeaa rivin lop\u00ad\npuun", "katkeaa rivin lop\u00ad\npuun"),
            ("5\u00a0§, 1\u202f000 €", "5 §, 1 000 €"),
            ("ﬁlmi ja aﬃsch", "filmi ja affisch"),
            ("pa¨a¨to¨s hyva¨ksyta¨a¨n", "päätös hyväksytään"),
            ("p¨a¨at¨os hyv¨aksyt¨a¨an", "päätös hyväksytään"),
            ("kir\u200bjasto", "kirjasto"),
        ],
    )
    def test_signs(self, broken, mended):
        assert repair(broken) == mended

    @pytest.mark.parametrize("read", ["cp1252", "latin-1", "cp850", "cp437", "mac_roman"])
    def test_utf8_read_as_another_encoding(self, read):
        text = "Sääntö 5 §: yhteistyö – “Åland” hyväksyy, å andra sidan också."
        try:
            broken = mojibake(text, "utf-8", read)
        except UnicodeDecodeError:  # cp1252 does not know every byte
            text = text.replace("“Åland”", "Åland")
            broken = mojibake(text, "utf-8", read)
        assert repair(broken) == text

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("cp850", "latin-1"),
            ("cp437", "latin-1"),
            ("mac_roman", "latin-1"),
            ("latin-1", "cp850"),
            ("latin-1", "cp437"),
            ("latin-1", "mac_roman"),
            ("cp850", "mac_roman"),
            ("mac_roman", "cp850"),
        ],
    )
    @pytest.mark.parametrize(
        "text",
        [
            "Kirjastot päättävät yhteistyöstä määräajassa. Ähtäri hyväksyy.",
            "Biblioteken på området sköter ärenden så att de är färdiga före året är slut.",
        ],
    )
    def test_one_encoding_read_as_another(self, written, read, text):
        assert repair(mojibake(text, written, read)) == text

    def test_what_is_seen_in_one_line_mends_the_others(self):
        lines = ["P„„t”s hyv„ksyt„„n yhteisty”st„", "Ž"]
        assert repair_each(lines) == ["Päätös hyväksytään yhteistyöstä", "Ä"]


class TestScans:
    @pytest.mark.parametrize(
        ("broken", "mended"),
        [
            ("5 $ Tehtävät\n 6 $\nteksti", "5 § Tehtävät\n 6 §\nteksti"),
            ("$ 7 Kustannukset", "§ 7 Kustannukset"),
            ("l §\n2 §", "1 §\n2 §"),
            ("alkaa l.1.2O26 ja päättyy 3l.12.2O28", "alkaa 1.1.2026 ja päättyy 31.12.2028"),
            ("O1.O2.2026", "01.02.2026"),
            ("1O. Muut ehdot", "10. Muut ehdot"),
            ("2.1O kohta", "2.10 kohta"),
            ("laki (l492/2O16), Dnro 3l/2024", "laki (1492/2016), Dnro 31/2024"),
            ("2O.l. seuraavana vuonna", "20.1. seuraavana vuonna"),
            ("yhteensä 4l OOO euroa", "yhteensä 41 000 euroa"),
            ("l2 § Voimassaolo", "12 § Voimassaolo"),
            ("Pa1autteeseen vastataan, verkk0kirjasto", "Palautteeseen vastataan, verkkokirjasto"),
            ("kuukausittaín 1O. päivään", "kuukausittain 10. päivään"),
        ],
    )
    def test_figures_and_signs(self, broken, mended):
        assert repair(broken) == mended

    @pytest.mark.parametrize(
        "text",
        [
            "O365",
            "H2O",
            "5 l",
            "1l",
            "l)",
            "l. kohta",
            "I.1",
            "Ol.1",
            "h1n1",
            "b1a",
            "WEB1A",
            "Víctor",
        ],
    )
    def test_what_may_be_a_word_stays(self, text):
        assert repair(text) == text


@pytest.mark.parametrize(
    "pump", ["a", "Ã¤", "¨a", "\u00ad", "1O.", "5 $\n", "„a", "l.", "ä\u0308", "1.1.1.1.", "„"]
)
def test_a_long_text_takes_little_time(pump):
    text = pump * (1_000_000 // len(pump))
    start = time.process_time()
    repair(text)
    assert time.process_time() - start < 5


def test_a_part_of_a_word_tells_that_a_scan_read_rn_for_m() -> None:
    scan = (
        "l § Palve1ut\nTuottaja vastaa luparnaksuista, käyttäjärnääristä ja tiedottarnisesta; "
        "toirnintaohjelrna ja ilrnoitus. Herneet, moderni internet ja Björneborg jäävät."
    )
    text = (
        "1 § Palvelut\nTuottaja vastaa lupamaksuista, käyttäjämääristä ja tiedottamisesta; "
        "toimintaohjelma ja ilmoitus. Herneet, moderni internet ja Björneborg jäävät."
    )
    assert repair(scan) == text
