"""Preview, apply, prove, undo: on small files whose every byte is known."""

import io
from pathlib import Path

import polars as pl
import pymarc
import pytest

from kimppa.marc.fixing.plans import (
    Applied,
    Plan,
    Previewed,
    Stopped,
    Why,
    apply,
    opened,
    opened_applied,
    plan,
    preview,
    sample,
    undo,
)
from kimppa.marc.fixing.tests.changed import changes
from kimppa.marc.reading import MarcFileError, read
from kimppa.marc.record import parse
from kimppa.marc.writing import encode


def record(number: int, *lines: str, owner: str = "for", stamp: str = "20240101000000.0") -> bytes:
    head = [f"001    {number:06d}", "003    FI-X", f"005    {stamp}"]
    return encode(parse("\n".join([*head, *lines, f"852 ## $a{owner}"])))


CLEAN = record(1, "245 10 $aRauha")
COLON = record(2, "245 10 $aSota :", owner="jok")
DOUBLE = record(3, "245 10 $aKaksi  väliä :", "650 #7 $asota$2yso/fin")
FOREIGN = record(4, "245 10 $aSota :", owner="tam")
BROKEN = b"00200nam a22\x1e\x1enothing of a record\x1d"
FILE = [CLEAN, COLON, b"\n", DOUBLE, BROKEN, FOREIGN]
RULES = ["title-stray-colon", "spaces-double"]


def ready(rules: list[str] | None = None, **more: object) -> Plan:
    return plan({"title": "Korjaukset", "rules": RULES if rules is None else rules, **more})


def edit(find: dict[str, object], which: str = "all", **fix: object) -> Plan:
    one = {"id": "mine", "text": "Oma muutos", "which": which, "find": find, "fix": fix}
    return ready([], edit=[one])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.mrc"
    path.write_bytes(b"".join(FILE))
    return path


@pytest.fixture
def shown(source: Path, tmp_path: Path) -> Previewed:
    return preview(source, ready(), tmp_path / "preview")


@pytest.fixture
def applied(source: Path, shown: Previewed, tmp_path: Path) -> Applied:
    return apply(source, shown, tmp_path / "applied")


def one_change(data: bytes, made: Plan) -> list[tuple[str, str]]:
    """What a plan does to one record: (before, after) of each line."""
    (change,) = changes(read(io.BytesIO(data)), made)
    assert change.why is None
    return [(one.before, one.after) for one in change.edits]


def test_every_change_is_shown_with_its_rule(shown: Previewed) -> None:
    table = shown.chosen().collect()
    assert table["number"].to_list() == ["(FI-X)000002", "(FI-X)000003", "(FI-X)000004"]
    assert shown.edits([1])[1][0].before == "245 10 $aKaksi  väliä :"
    assert shown.edits([1])[1][0].after == "245 10 $aKaksi väliä"
    assert set(shown.edits([1])[1][0].rules) == set(RULES)
    assert shown.by_rule == {"spaces-double": 1, "title-stray-colon": 3}
    assert shown.by_owner == {"for": 1, "jok": 1, "tam": 1}
    assert shown.by_both == [
        ("spaces-double", "for", 1),
        ("title-stray-colon", "for", 1),
        ("title-stray-colon", "jok", 1),
        ("title-stray-colon", "tam", 1),
    ]
    counts = shown.counts
    assert (counts.read, counts.changed, counts.untouched, counts.quarantined) == (5, 3, 1, 1)
    assert opened(shown.folder) == shown


def test_what_is_not_agreed_keeps_every_byte(applied: Applied) -> None:
    corrected = (applied.folder / "corrected.mrc").read_bytes()
    fixed = [
        encode(parse(str_of(data, {"Sota :": "Sota", "Kaksi  väliä :": "Kaksi väliä"})))
        for data in (COLON, DOUBLE, FOREIGN)
    ]
    assert corrected == b"".join([CLEAN, fixed[0], b"\n", fixed[1], BROKEN, fixed[2]])
    proof = applied.proof
    assert proof is not None
    assert proof.holds
    assert (proof.read, proof.changed, proof.untouched, proof.quarantined) == (5, 3, 1, 1)
    assert proof.sha256_before == proof.sha256_after
    assert opened_applied(applied.folder) == applied


def str_of(data: bytes, words: dict[str, str]) -> str:
    (change,) = read(io.BytesIO(data))
    from kimppa.marc.reading import record_of

    text = str(record_of(change, 0))
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def test_pymarc_reads_what_was_written(applied: Applied) -> None:
    data = (applied.folder / "changed.mrc").read_bytes()
    titles = [one["245"]["a"] for one in pymarc.MARCReader(data) if one is not None]
    assert titles == ["Sota", "Kaksi väliä", "Sota"]


def test_undoing_gives_the_file_as_it_was(
    source: Path, shown: Previewed, applied: Applied, tmp_path: Path
) -> None:
    undone = undo(applied.folder / "corrected.mrc", shown, applied, tmp_path / "undone")
    assert (undone.folder / "corrected.mrc").read_bytes() == source.read_bytes()
    assert undone.proof is not None
    assert undone.proof.holds
    assert (applied.folder / "reverse.mrc").read_bytes() == COLON + DOUBLE + FOREIGN


def test_twice_is_once(shown: Previewed, applied: Applied, tmp_path: Path) -> None:
    corrected = applied.folder / "corrected.mrc"
    again = apply(corrected, shown, tmp_path / "again")
    assert (again.changed, again.already, again.withheld) == (0, 3, {})
    assert (again.folder / "corrected.mrc").read_bytes() == corrected.read_bytes()
    assert preview(corrected, ready(), tmp_path / "anew").counts.changed == 0


def test_a_dry_run_writes_no_records(source: Path, shown: Previewed, tmp_path: Path) -> None:
    dry = apply(source, shown, tmp_path / "dry", dry=True)
    assert (dry.changed, dry.proof) == (3, None)
    assert not list((tmp_path / "dry").glob("*.mrc"))


def test_a_record_changed_since_is_withheld(shown: Previewed, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.mrc"
    later = record(2, "245 10 $aSota :", owner="jok", stamp="20240202000000.0")
    silent = record(3, "245 10 $aKaksi  väliä :", "650 #7 $arauha$2yso/fin")
    fresh.write_bytes(CLEAN + later + silent)
    made = apply(fresh, shown, tmp_path / "fresh")
    assert made.changed == 0
    assert (made.folder / "corrected.mrc").read_bytes() == fresh.read_bytes()
    told = {
        row["number"]: (row["now"], row["how"])
        for row in pl.read_parquet(made.folder / "withheld.parquet").iter_rows(named=True)
    }
    assert told == {
        "(FI-X)000002": (Why.CHANGED, "005: 20240101000000.0 → 20240202000000.0"),
        "(FI-X)000003": (Why.CHANGED, ""),
        "(FI-X)000004": (Why.GONE, ""),
    }


def test_what_was_not_shown_is_not_changed(source: Path, shown: Previewed, tmp_path: Path) -> None:
    new = record(9, "245 10 $aUusi :")
    fresh = tmp_path / "fresh.mrc"
    fresh.write_bytes(new + source.read_bytes())
    made = apply(fresh, shown, tmp_path / "fresh")
    assert made.changed == 3
    assert (made.folder / "corrected.mrc").read_bytes().startswith(new)


def test_undoing_leaves_alone_what_was_changed_since(
    shown: Previewed, applied: Applied, tmp_path: Path
) -> None:
    now = (applied.folder / "corrected.mrc").read_bytes()
    fresh = tmp_path / "fresh.mrc"
    fresh.write_bytes(now.replace(b"Kaksi v", b"Xaksi v"))
    undone = undo(fresh, shown, applied, tmp_path / "undone")
    assert (undone.changed, undone.withheld) == (2, {Why.CHANGED: 1})
    assert b"Xaksi v" in (undone.folder / "corrected.mrc").read_bytes()


def test_a_library_that_has_not_said_yes_keeps_its_records(
    source: Path, shown: Previewed, tmp_path: Path
) -> None:
    made = apply(source, shown, tmp_path / "agreed", refused={"tam"})
    assert (made.changed, made.withheld) == (2, {Why.REFUSED: 1})
    assert (made.folder / "corrected.mrc").read_bytes().endswith(FOREIGN)


def test_shared_records_need_the_yes_of_all(tmp_path: Path) -> None:
    path = tmp_path / "shared.mrc"
    path.write_bytes(record(5, "245 10 $aSota :", "852 ## $ajok", owner="for"))
    shown = preview(path, ready(), tmp_path / "preview")
    assert apply(path, shown, tmp_path / "a", refused={"jok"}).changed == 0
    assert apply(path, shown, tmp_path / "b", refused={""}).changed == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (encode(parse("245 10 $aSota :")), Why.NO_NUMBER),
        (COLON + record(2, "245 10 $aToinen"), Why.NUMBER_TWICE),
        (COLON.replace(b"00", b"99", 1), None),  # a wrong length alone is no harm
        (COLON.replace(b"Sota", b"S\xffta"), Why.REPAIRED),
    ],
)
def test_records_that_cannot_be_changed_safely_are_told(
    tmp_path: Path, data: bytes, why: Why | None
) -> None:
    path = tmp_path / "one.mrc"
    path.write_bytes(data)
    shown = preview(path, ready(), tmp_path / "preview")
    assert shown.withheld == ({why: 1} if why else {})
    made = apply(path, shown, tmp_path / "made")
    assert made.proof is not None
    assert made.proof.holds
    assert made.changed == (0 if why else 1)


def test_repaired_records_are_changed_when_the_plan_says_so(tmp_path: Path) -> None:
    (change,) = changes(read(io.BytesIO(COLON.replace(b"Sota", b"S\xffta"))), ready(repaired=True))
    assert change.why is None
    assert change.after.count("�".encode()) == 1


def test_rules_against_each_other_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.mrc"
    path.write_bytes(record(1, "500 ## $ayksi"))
    pair = [
        {
            "id": f"turn-{old}",
            "text": "x",
            "find": {"kind": "subfield", "tags": ["500"], "where": f"value = '{old}'"},
            "fix": {"set": new},
        }
        for old, new in (("yksi", "kaksi"), ("kaksi", "yksi"))
    ]
    shown = preview(path, ready([], edit=pair), tmp_path / "preview")
    assert shown.withheld == {Why.UNSETTLED: 1}


def test_what_iso_2709_cannot_say_is_told(tmp_path: Path) -> None:
    long = edit({"kind": "subfield", "tags": ["500"]}, set="x" * 10_000)
    (change,) = changes(read(io.BytesIO(record(1, "500 ## $ayksi"))), long)
    assert (change.why, change.after) == (Why.NOT_WRITABLE, b"")
    assert "9,999" in change.detail


def test_an_edit_of_repeated_fields(tmp_path: Path) -> None:
    data = record(1, "650 #7 $asota$2yso", "650 #7 $arauha$2yso", "650 #7 $ametsä$2yso")
    find = {"kind": "subfield", "tags": ["650"], "codes": "2", "where": "value = 'yso'"}
    new = "650 #7 $a{}$2yso/fin"
    for which, words in [
        ("all", ["sota", "rauha", "metsä"]),
        ("first", ["sota"]),
        ("last", ["metsä"]),
        ("others", ["rauha", "metsä"]),
    ]:
        made = one_change(data, edit(find, which, set="yso/fin"))
        assert sorted(after for _, after in made) == sorted(new.format(word) for word in words)


def test_the_first_of_several_is_taken_away_once() -> None:
    data = record(1, "500 ## $ayksi", "500 ## $akaksi", "500 ## $akolme")
    find: dict[str, object] = {"kind": "field", "tags": ["500"]}
    assert one_change(data, edit(find, "first", delete="field")) == [("500 ## $ayksi", "")]
    others = one_change(data, edit(find, "others", delete="field"))
    assert others == [("500 ## $akaksi", ""), ("500 ## $akolme", "")]


def test_an_edit_of_indicators_and_fixed_positions() -> None:
    data = record(1, "008    240101s2024    fi |||||||||||||||||fin||", "245 00 $aSota")
    made = one_change(
        data,
        ready(
            [],
            edit=[
                {
                    "id": "first-indicator",
                    "text": "x",
                    "find": {
                        "kind": "indicator",
                        "tags": ["245"],
                        "indicator": "1",
                        "allowed": "1",
                    },
                    "fix": {"indicator1": "1"},
                },
                {
                    "id": "audience",
                    "text": "x",
                    "find": {
                        "kind": "position",
                        "tag": "008",
                        "at": 22,
                        "length": 1,
                        "allowed": ["j"],
                    },
                    "fix": {"position": {"tag": "008", "at": 22, "value": "j"}},
                },
            ],
        ),
    )
    assert made == [
        ("008    240101s2024    fi |||||||||||||||||fin||",
         "008    240101s2024    fi ||||j||||||||||||fin||"),
        ("245 00 $aSota", "245 10 $aSota"),
    ]  # fmt: skip


def test_a_new_encoding_is_not_silent() -> None:
    leader = "LDR    00000cam  22000004i 4500"
    data = bytearray(encode(parse(f"{leader}\n001    1\n245 10 $aSota :")))
    data[9:10] = b" "
    (change,) = changes(read(io.BytesIO(bytes(data))), ready())
    assert [(one.tag, one.rules) for one in change.edits] == [
        ("245", ("title-stray-colon",)),
        ("LDR", ()),
    ]


def test_the_log_has_every_change(applied: Applied) -> None:
    rows = (applied.folder / "log.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[0].split("\t") == ["number", "005", "owners", "rules", "tag", "before", "after"]
    assert rows[1].split("\t") == [
        "(FI-X)000002", "20240101000000.0", "jok", "title-stray-colon", "245",
        "245 10 $aSota :", "245 10 $aSota",
    ]  # fmt: skip
    assert len(rows) == 4


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    path = tmp_path / "many.mrc"
    many = [record(n, "245 10 $aSota :", owner="for" if n % 2 else "jok") for n in range(60)]
    path.write_bytes(b"".join([*many, record(99, "245 10 $aYksi  väli")]))
    shown = preview(path, ready(), tmp_path / "preview")
    drawn = sample(shown, 5, seed=1)
    assert {owner: len(some) for owner, some in drawn.items()} == {"for": 5, "jok": 5}
    assert drawn == sample(shown, 5, seed=1)
    assert drawn != sample(shown, 5, seed=2)
    assert 60 in drawn["for"][:2], "one of each rule comes first"
    libraries = sample(shown, 3, 1, {"for": "061"})
    assert {place: len(some) for place, some in libraries.items()} == {"": 3, "061": 3}


def test_work_can_be_stopped(source: Path, shown: Previewed, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        preview(source, ready(), tmp_path / "stopped", stopping=lambda: True)
    with pytest.raises(FileNotFoundError):
        opened(tmp_path / "stopped")
    with pytest.raises(Stopped):
        apply(source, shown, tmp_path / "half", stopping=lambda: True)
    assert not list((tmp_path / "half").glob("*.mrc"))


def test_other_formats_are_converted_first(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.xml"
    path.write_text(
        '<collection xmlns="http://www.loc.gov/MARC21/slim"><record>'
        "<leader>00000nam a2200000 i 4500</leader></record></collection>"
    )
    with pytest.raises(MarcFileError, match="convert the file"):
        preview(path, ready(), tmp_path / "preview")


def test_a_file_that_was_tampered_with_does_not_prove(
    source: Path, shown: Previewed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kimppa.marc.fixing.plans import applying

    def tampered(path: Path, *rest: object) -> object:
        data = path.read_bytes()
        path.write_bytes(data.replace(b"Rauha", b"Sauha"))
        return real(path, *rest)  # type: ignore[arg-type]

    real = applying.prove
    monkeypatch.setattr(applying, "prove", tampered)
    proof = apply(source, shown, tmp_path / "bad").proof
    assert proof is not None
    assert not proof.untouched_same
    assert not proof.holds
