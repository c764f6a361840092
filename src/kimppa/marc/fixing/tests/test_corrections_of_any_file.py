"""Whatever a file is made of: correcting and undoing gives every byte back, and proves."""

import tempfile
from pathlib import Path
from random import Random

import pymarc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimppa.marc.fixing.fixes import steps
from kimppa.marc.fixing.plans import apply, plan, preview, undo
from kimppa.marc.record import parse
from kimppa.marc.rules.blocks.links import FileBlock
from kimppa.marc.rules.loading import load
from kimppa.marc.writing import encode
from tests.catalogues.damage import WAYS, damage
from tests.catalogues.files import CATALOGUE, write
from tests.examples import drawn

EDIT = {
    "id": "note-away",
    "text": "x",
    "which": "others",
    "find": {"kind": "field", "tags": ["500"]},
    "fix": {"delete": "field"},
}
PLAN = plan(
    {
        "title": "Kaikki",
        "rules": ["title-stray-colon", "spaces-double", "fields-same", "subfield-empty"],
        "edit": [EDIT],
    }
)
TEXTS = st.sampled_from(["Sota :", "Kaksi  väliä", "", "Rauha", "yö\u0301", "Ä" * 40])
LINES = st.lists(
    st.builds(
        lambda tag, a, b: f"{tag} ## $a{a}$b{b}",
        st.sampled_from(["245", "500", "650"]), TEXTS, TEXTS,
    ),
    max_size=5,
)  # fmt: skip


def made(number: int, lines: list[str]) -> bytes:
    return encode(parse("\n".join([f"001    {number}", "003    FI-X", *lines, "852 ## $afor"])))


RECORDS = st.builds(made, st.integers(1, 12), LINES)
DAMAGED = st.builds(
    lambda data, way, seed: damage(data, way, Random(seed)),
    RECORDS,
    st.sampled_from(sorted(WAYS)),
    st.integers(0, 9),
)
FILES = st.lists(
    st.one_of(RECORDS, RECORDS, DAMAGED, st.sampled_from([b"\n", b"\r\n", b"junk\x1d", b"\0"])),
    min_size=1,
    max_size=8,
).map(b"".join)


@settings(max_examples=drawn(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES.filter(lambda data: data.strip(b"\r\n\0") and b"\x1f" in data))
def test_undoing_gives_every_byte_back(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.mrc"
        source.write_bytes(data)
        shown = preview(source, PLAN, folder / "preview")
        counts = shown.counts
        assert counts.read == counts.changed + counts.untouched + counts.quarantined
        applied = apply(source, shown, folder / "applied")
        assert applied.changed == counts.changed
        corrected = applied.folder / "corrected.mrc"
        assert applied.proof is not None
        assert applied.proof.holds, applied.proof
        again = apply(corrected, shown, folder / "again")
        assert again.changed == 0
        undone = undo(corrected, shown, applied, folder / "undone")
        assert (undone.folder / "corrected.mrc").read_bytes() == data
        for one in pymarc.MARCReader((applied.folder / "changed.mrc").read_bytes()):
            assert one is not None


def test_every_fix_on_a_made_catalogue(tmp_path: Path) -> None:
    write(tmp_path / "made", 400, seed=3, defects=0.5)
    source = tmp_path / "made" / CATALOGUE
    opposed = {"letters-others-composed", "nfc"}
    rules = [
        one.id
        for one in load()
        if steps(one) and not isinstance(one.block, FileBlock) and one.id not in opposed
    ]
    shown = preview(source, plan({"title": "Kaikki", "rules": rules}), tmp_path / "preview")
    assert shown.counts.changed > 100
    assert "unsettled" not in shown.withheld
    made = apply(source, shown, tmp_path / "made")
    assert made.proof is not None
    assert made.proof.holds, made.proof
    theirs = list(pymarc.MARCReader((made.folder / "corrected.mrc").read_bytes()))
    assert len(theirs) == made.proof.read
    undone = undo(made.folder / "corrected.mrc", shown, made, tmp_path / "undone")
    assert (undone.folder / "corrected.mrc").read_bytes() == source.read_bytes()
    anew = preview(made.folder / "corrected.mrc", shown.plan(), tmp_path / "anew")
    assert anew.counts.changed == 0
