"""Static files are compressed well and at once, and read back as they were."""

import gzip
from pathlib import Path

import brotli

from kimppa.ui.compression import StaticFiles

STYLES = Path(__file__).parents[1] / "static" / "ui" / "kimppa.css"


def test_a_file_is_compressed_better_than_by_gzip_and_is_the_same(tmp_path: Path) -> None:
    copy = tmp_path / "kimppa.css"
    copy.write_bytes(STYLES.read_bytes())
    names = StaticFiles(location=tmp_path).create_compressor(quiet=True).compress(str(copy))
    smaller, small = (Path(name).read_bytes() for name in names)
    assert brotli.decompress(smaller) == gzip.decompress(small) == STYLES.read_bytes()
    assert len(smaller) < len(small) < len(STYLES.read_bytes()) / 3
