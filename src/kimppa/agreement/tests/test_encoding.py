"""Text files in the encodings of other programs, and files that are no text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.encoding import AgreementTextError, decode
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")


class TestDecode:
    @pytest.mark.parametrize(
        "encoding",
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252",
         "mac_roman", "cp850"],
    )  # fmt: skip
    def test_encodings_of_text_files(self, encoding):
        assert decode(SOURCE.encode(encoding)) == SOURCE

    def test_typographic_signs_of_windows(self):
        text = "Sopimus – “Louna” …\n• Ypäjä\n"
        assert decode(text.encode("cp1252")) == text

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b" \r\n", "empty"),
            (bytes(range(256)) * 20, "binary"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), "binary"),
            (SOURCE.encode()[:-1] + "ä".encode()[:1], "broken-utf8"),
            (b"\xff\xfe" + "Sopimus".encode("utf-16-le")[:-1], "broken-utf16"),
            (b"a" * (50 * 1024 * 1024), "too-long"),
            (b"1. Sopimus\n" * 100 + b"\0", "binary"),
        ],
    )
    def test_anything_else_is_refused_with_advice(self, data, code):
        with pytest.raises(AgreementTextError) as refused:
            decode(data)
        assert refused.value.code == code
        assert str(refused.value).endswith(".")

    @given(st.binary(max_size=300))
    @settings(max_examples=drawn(500), deadline=None)
    def test_any_bytes_give_text_or_a_refusal(self, data):
        try:
            text = decode(data)
        except AgreementTextError:
            return
        assert isinstance(text, str)
