"""What fields tell of the carrier, in Finnish, Swedish and English, and what silence does."""

import pytest

from kimppa.marc.pairing.carriers import called, carriers, classes
from kimppa.marc.pairing.messages import messages
from kimppa.marc.pairing.score import Verdict, score
from kimppa.marc.record import parse
from kimppa.marc.tests.test_duplicate_scores import BOOK, of

SOUND = "LDR    00000cim a22000004i 4500\n"
FILM = "LDR    00000cgm a22000004i 4500\n"
TEXT = "LDR    00000cam a22000004i 4500\n"
NINE = " " * 9  # 008/18–22 are not told


def told(text: str) -> str:
    return called(carriers(parse(text)).names)


@pytest.mark.parametrize(
    ("record", "carrier"),
    [
        (SOUND + "300    $a2 CD-äänilevyä (1 h 31 min)", "cd"),
        (SOUND + "300    $a2 cd-skivor", "cd"),
        (SOUND + "300    $a1 ljudskiva ;$c12 cm", "small-sound-disc"),
        (SOUND + "300    $a1 äänilevy :$banaloginen ;$c30 cm", "lp"),
        (SOUND + "300    $a1 sound disc :$banalog, 33 1/3 rpm ;$c12 in.", "lp"),
        (SOUND + "300    $a1 LP-levy", "lp"),
        (SOUND + "300    $a1 vinyyli", "vinyl"),
        (SOUND + "300    $a2 kasettia\n337    $aaudio$bs$2rdamedia", "cassette"),
        (SOUND + "300    $a1 MC", "cassette"),
        (SOUND + "300    $a1 ljudkassett", "cassette"),
        (SOUND + "300    $a1 CD-levy (MP3)", "mp3-disc"),
        (SOUND + "300    $a1 CD-levy\n347    $aäänitiedosto$bMP3", "mp3-disc"),
        (SOUND + "300    $a1 CD-levy (Daisy)", "daisy"),
        (SOUND + "007    sr zunnnnnzned\n300    $a1 verkkoaineisto (MP3)", "online-mp3"),
        (SOUND + "300    $a1 äänite", ""),
        (FILM + "300    $a1 BD-levy", "blu-ray"),
        (FILM + "300    $a2 Blu-ray-skivor", "blu-ray"),
        (FILM + "300    $a1 4K Ultra HD Blu-ray -levy", "uhd"),
        (FILM + "300    $a1 videolevy\n538    $aDVD", "dvd"),
        (FILM + "300    $a1 videodisc ;$c12 in.", "laserdisc"),
        (FILM + "300    $a1 videolevy\n500    $aIlmestynyt myös DVD:nä.", "video-disc"),
        (FILM + "007    vf cbahos\n300    $a1 videokasetti", "vhs"),
        (FILM + "007    vd csaizq", "blu-ray-or-uhd"),
        (TEXT + "300    $a193 s.", "print"),
        (TEXT + "300    $a5 CD-levyä", "cd"),  # an audiobook coded as text
        (TEXT + "300    $a193 s.\n020    $a951-0-19440-9$qEPUB", "epub"),
        (
            TEXT + "020    $a951-0-19440-9$qsid.\n020    $a951-0-19441-7$qPDF\n300    $a9 s.",
            "print",
        ),
        (TEXT + "300    $a1 nätresurs (193 s.)", "online"),
        (TEXT + "300    $a1 verkkoaineisto (193 s.)\n347    $aPDF", "pdf"),
        (TEXT + "007    tb\n300    $a400 s.\n338    $aband$bnc", "large-print"),
        (TEXT + "250    $aIsotekstinen painos.\n300    $a400 s.", "large-print"),
        (TEXT + "245    $aSota$h[mikrokortti]\n300    $a400 s.", "microform"),
        (TEXT + "006    m     o  d\n300    $a193 pages", "online"),
        (TEXT + "338    $avolym$2rdacarrier", "print"),
        (TEXT + "008    940307s1994    fi " + NINE[:5] + "o", "online"),
        (TEXT + "245    $aSota", ""),
    ],
)
def test_each_field_tells_the_carrier_in_each_language(record: str, carrier: str) -> None:
    assert told(record) == carrier


@pytest.mark.parametrize(
    "record",
    [
        FILM + "300    $a1 CD-äänilevy + 1 DVD-levy",
        FILM + "007    vd csaizq\n300    $a1 DVD-levy",
        TEXT + "300    $a193 s. + 1 CD-ROM-levy",
        TEXT + "007    ta\n007    co cga\n300    $a193 s.",
    ],
)
def test_several_carriers_are_told_as_such(record: str) -> None:
    assert carriers(parse(record)).several


def test_silence_on_the_carrier_asks_and_plain_print_is_silent() -> None:
    silent = ("300    $aXI, 193 s. :$bkuvitettu ;$c23 cm\n", "")
    online = ("XI, 193 s. :$b", "1 verkkoaineisto (193 s.) :$b")
    qualified = ("$qsidottu", "")
    assert score(of(BOOK, qualified), of(BOOK, silent, qualified)).verdict is Verdict.SAME
    found = score(of(BOOK, online, qualified), of(BOOK, silent, qualified))
    assert found.verdict is Verdict.LOOK
    assert found.reasons[0].told("fi") == (
        "Tallenteesta ei voi olla varma: verkkoaineisto ja ei kerrottu."
    )


def test_a_copied_number_does_not_join_another_carrier_content_or_host() -> None:
    changes = [
        ("XI, 193 s. :$b", "5 CD-levyä :$b"),
        ("qsidottu", "qPDF"),
        ("260 ", "336    $apuhe$bspw$2rdacontent\n260 "),
        ("260 ", "773    $w(FI-A)9$gS. 7\n260 "),
    ]
    first = (
        "260 ", "336    $ateksti$btxt$2rdacontent\n773    $w(FI-A)8$gS. 1\n260 "
    )  # fmt: skip
    for change in changes:
        assert score(of(BOOK, first), of(BOOK, change)).verdict is Verdict.DIFFERENT, change


def test_every_class_has_a_name() -> None:
    assert classes().keys() - {"paged"} <= messages()["name"].keys()
