"""A safe fix is never wrong: faults that were seen, and what no safe fix may ever do.

What cannot be known from the record is left as it is: the rule goes on asking.
"""

import re
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from kimppa.marc.examples import SIZE, examples
from kimppa.marc.fixing.fixes import find, mend
from kimppa.marc.reading import read, record_from, records_of
from kimppa.marc.record import Record, Subfield, parse
from kimppa.marc.rules.blocks.links import FileBlock
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import NONE, Finding, RuleSet
from kimppa.marc.rules.profiles import profile

ROUNDS = 4
FINNISH = "040 ## $aFI-X$bfin$erda\n"
SWEDISH = "040 ## $aFI-X$bswe$erda\n"


@cache
def safe(name: str = "strict") -> RuleSet:
    """The rules of a profile that mend by themselves and ask one record alone."""
    chosen = profile(name).choose(load())
    return RuleSet(
        tuple(rule for rule in chosen if rule.safe and not isinstance(rule.block, FileBlock)),
        chosen.ignored,
        chosen.tables,
    )


def mended(record: Record, rules: RuleSet) -> Record:
    for _ in range(ROUNDS):
        (findings,) = find([record], rules)
        new = mend(record, [(rules[finding.rule], finding) for finding in findings])
        if new is None:
            return record
        record = new
    raise AssertionError(f"the fixes never come to an end:\n{record}")


def lines(record: Record, tags: tuple[str, ...]) -> list[str]:
    return [str(field) for field in record.fields if field.tag in tags]


SEEN = {
    "a Finnish term in a record that is catalogued in English": (
        "040 ## $aXX$beng$erda\n700 1# $aKallio, Eero,$eill.",
        ["700 1# $aKallio, Eero,$eill."],
    ),
    "a second mark after a number with its stop": (
        FINNISH + "245 00 $aSota.$nII.$cAnna Aalto.",
        ["245 00 $aSota.$nII.$cAnna Aalto."],
    ),
    "a second mark after a title with a stop": (
        FINNISH + "245 00 $aNimi.$cAnna Aalto.",
        ["245 00 $aNimi.$cAnna Aalto."],
    ),
    "a mark after a title that asks": (
        FINNISH + "245 00 $aMiksi?$cAnna Aalto.",
        ["245 00 $aMiksi? /$cAnna Aalto."],
    ),
    "a stop after a title that asks": (
        FINNISH + "245 00 $aMiksi?$nOsa 1.",
        ["245 00 $aMiksi?$nOsa 1."],
    ),
    "a title in another language taken for more of the title": (
        FINNISH + "245 00 $aSota$bKrig /$cAnna Aalto.",
        ["245 00 $aSota$bKrig /$cAnna Aalto."],
    ),
    "more of the title begins with a small letter": (
        FINNISH + "245 00 $aSota$bromaani /$cAnna Aalto.",
        ["245 00 $aSota :$bromaani /$cAnna Aalto."],
    ),
    "a part's name after its number has a comma": (
        FINNISH + "245 00 $aSota.$nOsa 2$pRauha /$cAnna Aalto.",
        ["245 00 $aSota.$nOsa 2,$pRauha /$cAnna Aalto."],
    ),
    "a second mark after a publisher": (
        FINNISH + "264 #1 $aHelsinki :$bKauppa Oy.$c2022.",
        ["264 #1 $aHelsinki :$bKauppa Oy.$c2022."],
    ),
    "a comma after an initial": (
        FINNISH + "700 1# $aAalto, A.$ekirjoittaja.",
        ["700 1# $aAalto, A.,$ekirjoittaja."],
    ),
    "a date of a meeting is no year of life": (
        FINNISH + "710 2# $aKongressi$d1999.",
        ["710 2# $aKongressi$d1999."],
    ),
    "a comma before the language": (
        FINNISH + "240 10 $aWar and peace$lsuomi",
        ["240 10 $aWar and peace.$lsuomi"],
    ),
    "a comma that stands before the language": (
        FINNISH + "240 10 $aWar and peace,$lsuomi",
        ["240 10 $aWar and peace.$lsuomi"],
    ),
    "the language of speech": (
        "LDR    00000nim a22000004i 4500\n008    240101s2024    fi |||||||||||||||||fin||\n"
        + FINNISH,
        ["041 ## $dfin"],
    ),
    "the language of text": (
        "008    240101s2024    fi |||||||||||||||||fin||\n" + FINNISH,
        ["041 ## $afin"],
    ),
    "two terms in one 336": (
        FINNISH + "336 ## $aStillkuva$aTeksti$2rdacontent",
        [
            "336 ## $astillkuva$bsti$2rdacontent",
            "336 ## $ateksti$btxt$2rdacontent",
        ],
    ),
    "two terms in one 336, one unknown": (
        FINNISH + "336 ## $aStillkuva$aKuvia$2rdacontent",
        ["336 ## $aStillkuva$aKuvia$2rdacontent"],
    ),
    "two terms and a link": (
        FINNISH + "336 ## $81$aStillkuva$aTeksti$2rdacontent",
        ["336 ## $81$aStillkuva$aTeksti$2rdacontent"],
    ),
    "music that is performed or written": (
        FINNISH + "336 ## $aMusiikki (esitetty ; notatoitu)$2rdacontent",
        ["336 ## $aMusiikki (esitetty ; notatoitu)$2rdacontent"],
    ),
    "discs of sound and of pictures": (
        "LDR    00000njm a22000004i 4500\n"
        + FINNISH
        + "300 ## $a5 CD-äänilevyä + 1 DVD-levy\n336 ## $aesitetty musiikki$bprm$2rdacontent",
        [
            "337 ## $aaudio$bs$2rdamedia",
            "337 ## $avideo$bv$2rdamedia",
            "338 ## $aäänilevy$bsd$2rdacarrier",
            "338 ## $avideolevy$bvd$2rdacarrier",
        ],
    ),
    "zxx beside a source": ("041 07 $azxx$2iso639-3", ["041 07 $azxx$2iso639-3"]),
    "zxx beside an address": (
        "041 0# $azxx$0http://id.loc.gov/vocabulary/languages/zxx",
        ["041 0# $azxx$0http://id.loc.gov/vocabulary/languages/zxx"],
    ),
    "zxx beside an owner": ("041 0# $azxx$5FI-X", ["041 0# $azxx$5FI-X"]),
    "zxx alone": ("041 0# $azxx$gfin", ["041 0# $gfin"]),
    "relators each with an address": (
        FINNISH + "700 1# $aAalto, Anna,$ekuvittaja,$0http://x/1$ekirjoittaja.$0http://x/2",
        ["700 1# $aAalto, Anna,$ekuvittaja,$0http://x/1$ekirjoittaja.$0http://x/2"],
    ),
    "relators and their codes": (
        FINNISH + "700 1# $aAalto, Anna,$ekuvittaja,$ekirjoittaja.$4ill$4aut",
        ["700 1# $aAalto, Anna,$ekuvittaja,$ekirjoittaja.$4ill$4aut"],
    ),
    "an agent's relators, one of them twice": (
        FINNISH
        + "700 1# $aAalto, Anna,$esäveltäjä,$esanoittaja.\n"
        + "700 1# $aAalto, Anna,$esäv.,$esovittaja.",
        ["700 1# $aAalto, Anna,$esäveltäjä,$esanoittaja,$esovittaja."],
    ),
    "a shortened relator that is there already": (
        FINNISH + "700 1# $aAalto, Anna,$esäveltäjä,$esanoittaja,$esäv.",
        ["700 1# $aAalto, Anna,$esäveltäjä,$esanoittaja."],
    ),
    "a shortened relator with a code of its own": (
        FINNISH + "700 1# $aAalto, Anna,$esäveltäjä,$esäv.$4cmp",
        ["700 1# $aAalto, Anna,$esäveltäjä,$esäveltäjä.$4cmp"],
    ),
    "a German relator": (
        "040 ## $bger\n700 1# $aAalto, Anna,$eBetreuer",
        ["700 1# $aAalto, Anna,$eBetreuer"],
    ),
    "a Swedish relator that may be an editor": (
        FINNISH + "700 1# $aAalto, Anna,$eutgivare.",
        ["700 1# $aAalto, Anna,$eutgivare."],
    ),
    "a relator gets no stop that was not there": (
        "LDR    00000cam a2200000 c 4500\n" + FINNISH + "700 1# $aAalto, Anna$eöversättare",
        ["700 1# $aAalto, Anna$ekääntäjä"],
    ),
    "a Swedish binding": (FINNISH + "020 ## $qhäftad", ["020 ## $qmjuka pärmar"]),
    "a Swedish binding, shortened": (FINNISH + "020 ## $qinb.", ["020 ## $qhårda pärmar"]),
    "a Finnish binding": (SWEDISH + "020 ## $qnidottu", ["020 ## $qpehmeäkantinen"]),
    "a printing in an edition statement": (FINNISH + "250 ## $a2. p.", ["250 ## $a2. p."]),
    "a real person": (
        FINNISH + "600 14 $aAalto, Anna,$cfikt.,$d1950-",
        ["600 14 $aAalto, Anna,$cfikt.,$d1950-"],
    ),
    "a real person by number": (
        FINNISH + "600 14 $aAalto, Anna$cfikt.$0(FI-ASTERI-N)000000001",
        ["600 14 $aAalto, Anna$cfikt.$0(FI-ASTERI-N)000000001"],
    ),
    "a field with a mark of where it comes from": (
        "650 #7 $akissat$2yso/fin\n650 #7 $akissat$2yso/fin$7(dpenmw/dpsfa)1",
        ["650 #7 $akissat$2yso/fin"],
    ),
    "a field that waits for the publication": (
        "700 1# $aAalto, Anna,$ekirjoittaja.\n700 1# $aAalto, Anna,$ekirjoittaja.$gENNAKKOTIETO.",
        ["700 1# $aAalto, Anna,$ekirjoittaja."],
    ),
    "a better field with a mark of prepublication": (
        "650 #7 $akissat\n650 #7 $akissat$2yso/fin$gENNAKKOTIETO.",
        ["650 #7 $akissat", "650 #7 $akissat$2yso/fin$gENNAKKOTIETO."],
    ),
    "an agent and a work of hers": (
        "700 1# $aAalto, Anna.\n700 1# $aAalto, Anna.$tSota.",
        ["700 1# $aAalto, Anna.", "700 1# $aAalto, Anna.$tSota."],
    ),
    "everybody's field and one library's": (
        "500 ## $aNimi kannesta.\n500 ## $aNimi kannesta.$5FI-X",
        ["500 ## $aNimi kannesta.", "500 ## $aNimi kannesta.$5FI-X"],
    ),
    "a number with more": (
        "020 ## $a9789512345678\n020 ## $a9789512345678$qpehmeäkantinen",
        ["020 ## $a9789512345678$qpehmeäkantinen"],
    ),
    "powers of ten in the way of MARC-8": (
        "245 00 $a10\x1bp8\x1bs solua",
        ["245 00 $a10\x1bp8\x1bs solua"],
    ),
    "a year that is a term with an address": (
        "648 #7 $a1918$2yso/fin$0http://www.yso.fi/onto/yso/p1",
        ["648 #7 $a1918$2yso/fin$0http://www.yso.fi/onto/yso/p1"],
    ),
    "an age limit with more": (
        "506 1# $aKielletty alle 12 vuotiailta, sisältää väkivaltaa.",
        ["506 1# $aKielletty alle 12-vuotiailta, sisältää väkivaltaa."],
    ),
    "an age recommendation with more": (
        "521 1# $aIkäsuositus 3+, sisältää pieniä osia.",
        ["521 1# $aIkäsuositus 3+, sisältää pieniä osia."],
    ),
    "an age limit among other things": (
        "500 ## $aKielletty alle 12-vuotiailta. Tekstit suomeksi.",
        ["500 ## $aKielletty alle 12-vuotiailta. Tekstit suomeksi."],
    ),
    "a note of language among other things": (
        "500 ## $aTekstitys suomeksi. Sisältää oheisvihkon.",
        ["500 ## $aTekstitys suomeksi. Sisältää oheisvihkon."],
    ),
    "a licentiate's work": ("502 ## $aLis.työ.", ["502 ## $aLisensiaatintyö."]),
    "a German diploma": ("502 ## $aDipl.-Arb.", ["502 ## $aDipl.-Arb."]),
    "a title in a note of a thesis": (
        "502 ## $aPerustuu väitöskirjaan : Sota ja rauha.",
        ["502 ## $aPerustuu väitöskirjaan : Sota ja rauha."],
    ),
    "semicolons within one title of the contents": (
        "505 0# $aKonsertto, viulu ; orkesteri.",
        ["505 0# $aKonsertto, viulu ; orkesteri."],
    ),
    "a place that is called so": ("264 #1 $aTre Cime :$bX", ["264 #1 $aTre Cime :$bX"]),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_was_seen_is_mended_as_a_cataloguer_would(name: str) -> None:
    before, after = SEEN[name]
    tags = tuple({line[:3] for line in after})
    assert lines(mended(parse(before), safe()), tags) == after


LINKS = frozenset("01256789")
ADDED = ("(FI-X)1", "http://example.org/1", "fast", "FI-X", "880-09", "(dpenmw)1", "1", "X<KEEP>")
MARKS = (" :", " /", ".", ",", ";", " =", "..", "?", "-", " ")
# What mends a link that it found in its field, not in its subfield.
MENDS_LINKS = frozenset(
    {"time-single-year", "carrier-source-wrong", "fields-same", "fields-inferior", "agent-twice"}
)
# The code of a language is mended in 008 and 041 alike.
BOTH = frozenset({"language-norwegian-008", "language-norwegian-041"})


def mutant(record: Record, random: Random) -> Record:
    """A record as careless hands leave it: links between texts, marks gone and added, repeated."""
    new = record.copy()
    for field in new.fields:
        fate = random.random() if field.subfields else 1
        if not field.subfields:
            continue
        subfield = random.choice(field.subfields)
        if fate < 0.25:
            code, text = random.choice(list(zip(sorted(LINKS), ADDED, strict=True)))
            field.subfields.insert(random.randrange(len(field.subfields) + 1), Subfield(code, text))
        elif fate < 0.4:
            subfield.value = re.sub(r"\W+$", "", subfield.value)
        elif fate < 0.5 and subfield.code not in LINKS:
            subfield.value += random.choice(MARKS)
        elif fate < 0.6:
            field.subfields.append(Subfield(subfield.code, subfield.value))
    if random.random() < 0.3:
        new.add(random.choice(new.fields).copy())
    return new


@pytest.fixture(scope="module")
def mutants(shared_data: Path) -> list[Record]:
    batches = read(shared_data / "marc" / "finnish.mrc.gz")
    real = [record for batch in batches for _, record in records_of(batch)]
    planted = [example.faulty for example in islice(examples(), SIZE) if example.faulty]
    random = Random(5)
    return [mutant(record, random) for record in (*real, *map(record_from, planted[:200]))]


def words(record: Record) -> Counter[str]:
    texts = (
        text
        for field in record.fields
        for text in ([field.value] if field.control else [part.value for part in field.subfields])
    )
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def links(record: Record) -> Counter[tuple[str, str]]:
    return Counter(
        (part.code, part.value)
        for field in record.fields
        for part in field.subfields
        if part.code in LINKS
    )


def owned(record: Record, findings: list[Finding]) -> Record:
    """What was found: the subfields and the fields themselves."""
    fields = [record.fields[one.fno].copy() for one in findings if one.fno != NONE]
    for field, one in zip(fields, (one for one in findings if one.fno != NONE), strict=True):
        if one.sno != NONE:
            field.subfields = [field.subfields[one.sno]]
    return Record(record.leader, fields)


def test_a_safe_fix_keeps_what_it_was_not_asked_about_and_is_done_once(
    mutants: list[Record],
) -> None:
    rules = safe()
    found = find(mutants, rules)
    wrong = []
    for number, rule in enumerate(rules):
        alone = RuleSet((rule,), tables=rules.tables)
        mine = [[one for one in some if one.rule == number] for some in found]
        pairs = [
            (record, some, new)
            for record, some in zip(mutants, mine, strict=True)
            if some and (new := mend(record, [(rule, one) for one in some]))
        ]
        left = find([new for _, _, new in pairs], alone)
        for (record, some, new), after in zip(pairs, left, strict=True):
            own = owned(record, some)
            lost = words(record) - words(new) - words(own)
            gone = links(record) - links(new)
            if lost and rule.id not in BOTH:
                wrong.append(f"{rule.id} loses {dict(lost)}:\n{record}\n->\n{new}")
            if gone - links(own) or (
                any(pair not in links(new) for pair in gone)
                and rule.id not in MENDS_LINKS
                and not all(one.sno != NONE for one in some)
            ):
                wrong.append(f"{rule.id} loses {dict(gone)}:\n{record}\n->\n{new}")
            if len(after) >= len(some) or mend(new, [(rule, one) for one in after]):
                wrong.append(f"{rule.id} goes on asking:\n{record}\n->\n{new}")
    assert "\n\n".join(wrong[:3]) == ""


def test_all_safe_fixes_together_come_to_an_end(mutants: list[Record]) -> None:
    rules, records = safe(), mutants
    for _ in range(ROUNDS):
        found = find(records, rules)
        pairs = (
            (rec, [(rules[one.rule], one) for one in some])
            for rec, some in zip(records, found, strict=True)
        )
        records = [new for record, some in pairs if (new := mend(record, some))]
        if not records:
            return
    raise AssertionError(f"the fixes never come to an end:\n{records[0]}")
