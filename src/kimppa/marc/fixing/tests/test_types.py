"""What 336–338 are derived from the rest of a record, and when somebody must look."""

import pytest

from kimppa.marc.definition.carriers import terms
from kimppa.marc.definition.carrierwords import carriers_in, media_of, table
from kimppa.marc.fixing.types import carriers, contents, media
from kimppa.marc.record import Record, parse


def record(leader_type: str, *lines: str) -> Record:
    return parse("\n".join([f"LDR    00000n{leader_type}m a22000004i 4500", *lines]))


def book(form: str) -> str:
    return f"008    240101s2024    fi |||||{form}|||||||||||fin||"


def visual(form: str, kind: str) -> str:
    return f"008    240101s2024    fi |||||||||||{form}|||{kind}|fin||"


@pytest.mark.parametrize(
    ("leader_type", "extent", "codes"),
    [
        ("g", "1 VHS-kasetti (90 min)", ["vf"]),
        ("g", "2 videokassetter", ["vf"]),
        ("g", "1 videocassette (VHS)", ["vf"]),
        ("g", "1 DVD-videolevy (1 h 45 min)", ["vd"]),
        ("g", "1 BD-levy", ["vd"]),
        ("g", "24 diaa", ["gs"]),
        ("k", "36 diabilder", ["gs"]),
        ("g", "12 piirtoheitinkalvoa", ["gt"]),
        ("g", "1 filmikela", ["mr"]),
        ("j", "1 C-kasetti", ["ss"]),
        ("i", "3 ljudkassetter", ["ss"]),
        ("j", "1 MC", ["ss"]),
        ("j", "1 LP-levy", ["sd"]),
        ("j", "1 vinyl", ["sd"]),
        ("j", "1 CD-skiva", ["sd"]),
        ("j", "5 CD-äänilevyä + 1 DVD-levy", ["sd", "vd"]),
        ("m", "1 CD-ROM-levy", ["cd"]),
        ("m", "1 Blu-ray-levy", ["cd"]),
        ("m", "1 muistikortti", ["ck"]),
        ("a", "3 mikrokorttia (245 s.)", ["he"]),
        ("a", "2 mikrofilmsspolar", ["hd"]),
        ("a", "1 microfilm roll", ["hj"]),
        ("a", "1 verkkoaineisto (123 sivua)", ["cr"]),
        ("a", "245 sivua, 8 numeroimatonta kuvasivua", ["nc"]),
        ("a", "3 volymer", ["nc"]),
        ("e", "1 kartta", ["nb"]),
        ("e", "2 kartor", ["nb"]),
        ("e", "1 kartasto (64 sivua)", ["nc"]),
        ("k", "1 juliste", ["nb"]),
        ("k", "10 postikorttia", ["no"]),
        ("r", "1 lautapeli (52 korttia)", ["nr"]),
        ("r", "1 pussel", ["nr"]),
    ],
)
def test_the_extent_tells_the_carrier(leader_type: str, extent: str, codes: list[str]) -> None:
    described = record(leader_type, f"300 ## $a{extent}")
    assert carriers(described) == codes
    assert media(described) == list(dict.fromkeys(map(media_of, codes)))


@pytest.mark.parametrize(
    ("leader_type", "lines"),
    [
        ("a", ["300 ## $a1 videokasetti"]),  # the leader says text
        ("i", ["300 ## $a24 s."]),
        ("j", ["300 ## $a1 DVD-levy"]),  # a film of a concert, or DVD-Audio
        ("j", ["300 ## $a1 CD + 1 laatikko"]),  # something else beside it
        ("r", ["300 ## $a1 korttipeli"]),  # cards, or an object
        ("m", ["300 ## $a1 USB-muistitikku"]),
        ("i", ["300 ## $a1 Daisy-levy"]),
        ("a", ["300 ## $a2 s."]),  # a sheet as likely
        ("a", ["300 ## $a123 s.", "337 ## $atietokonekäyttöinen$bc$2rdamedia"]),
        ("a", ["300 ## $a123 s.", "856 40 $uhttps://example.org/1"]),
        ("a", ["245 10 $aSota$h[elektroninen aineisto]", "300 ## $a123 s."]),
        ("a", ["245 10 $aSota$h[mikromuoto]", "300 ## $a123 s."]),
        ("a", ["300 ## $a123 s.", "533 ## $aMicrofilm.$bAnn Arbor"]),
        ("a", ["007    cr |||||||||||", book(" "), "300 ## $a123 s."]),
        ("a", [book("a"), "300 ## $a123 s."]),  # a film, of whatever shape
        ("a", [book("q"), "300 ## $a123 s."]),
        ("g", ["007    vd cvaizs", "300 ## $a1 VHS-kasetti"]),
        ("j", ["007    ss lunjlc", "300 ## $a1 CD-levy"]),
    ],
)
def test_nothing_is_told_where_parts_disagree_or_words_are_open(
    leader_type: str, lines: list[str]
) -> None:
    assert carriers(record(leader_type, *lines)) == []


@pytest.mark.parametrize(
    ("leader_type", "lines", "codes"),
    [
        ("j", ["007    sd fsngnnmmned"], ["sd"]),
        ("a", ["007    hd afu---buca", "300 ## $a123 s."], ["hd"]),
        ("a", ["007    ta", "007    co cga", "300 ## $a245 s. +$e1 CD-ROM-levy"], ["nc"]),
        ("a", [book("b"), "300 ## $a123 s."], ["he"]),
        ("a", [book("o"), "300 ## $a123 s."], ["cr"]),
        ("j", ["007    sd fsngnnmmned", "007    vd cvaizs", "300 ## $a1 CD + 1 DVD"], ["sd", "vd"]),
        ("r", [visual(" ", "g")], ["nr"]),
    ],
)
def test_codes_tell_it_where_words_are_silent(
    leader_type: str, lines: list[str], codes: list[str]
) -> None:
    assert carriers(record(leader_type, *lines)) == codes


@pytest.mark.parametrize(
    ("leader_type", "lines", "codes"),
    [
        ("a", [book("f")], ["tct"]),
        ("a", ["300 ## $a3 vihkoa pistekirjoitusta"], ["tct"]),
        ("c", [book("|"), "300 ## $a1 häfte punktskrift"], ["tcm"]),
        ("a", [book(" "), "300 ## $a3 vihkoa pistekirjoitusta"], []),
        ("a", [book(" "), "300 ## $a20 sivua :$bkuvitettu, osin pistekirjoitusta"], []),
        ("c", [book("f")], ["tcm"]),
        ("k", [visual("f", "i")], ["tci"]),
        ("e", ["007    da |||||"], ["crf"]),
        ("g", [visual(" ", "s")], ["sti"]),
        ("g", [visual(" ", "v")], ["tdi"]),
        ("g", [visual(" ", "z")], []),
        ("i", ["008    240101s2024    fi ||||||||||||s||||zxx||"], ["snd"]),
        ("i", ["008    240101s2024    fi |||||||||||||||||fin||"], ["spw"]),
        ("i", [], []),
        ("o", [], []),
    ],
)
def test_codes_tell_the_content(leader_type: str, lines: list[str], codes: list[str]) -> None:
    assert contents(record(leader_type, *lines)) == codes


def test_every_code_of_the_table_is_one_of_the_list() -> None:
    for carrier in table().values():
        assert set(carrier.codes.values()) <= terms("338").keys(), carrier.name
        assert carrier.media in {*terms("337"), ""}, carrier.name


def test_every_term_of_the_list_is_read_as_its_code_or_not_at_all() -> None:
    for code, by_language in terms("338").items():
        for text in by_language.values():
            codes = {each for carrier in carriers_in(text) for each in carrier.codes.values()}
            assert codes <= {code} or code in codes, (code, text, codes)
