"""A catalogue on disk and its manifests say the same."""

from collections import Counter
from pathlib import Path

import pymarc

from tests.catalogues import write


def test_the_files_agree(tmp_path: Path) -> None:
    written = write(tmp_path / "louna", 700, defects=0.2, twins=0.1, kinds=["unit-unknown"])
    lines, pairs = (
        [line.split("\t") for line in (tmp_path / "louna" / name).read_text().splitlines()[1:]]
        for name in ("defects.tsv", "twins.tsv")
    )
    data = (tmp_path / "louna" / "catalogue.mrc").read_bytes()
    read = {one["001"].data: one for one in pymarc.MARCReader(data) if one}
    assert (written.records, written.size) == (len(read), len(data)) == (700, len(data))
    assert written.defects == len(lines) > 50
    assert written.twins == len(pairs) > 5
    wrong = {
        number
        for number, one in read.items()
        if any(item["a"] == "xyz" for item in one.get_fields("852"))
    }
    assert wrong == {line[0] for line in lines}
    assert {number for pair in pairs for number in pair[:2]} <= set(read)
    assert set(Counter(pair[3] for pair in pairs)) == {"same", "other"}
