"""Where secrets are found."""

from pathlib import Path

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.keys import secret


def test_the_environment_comes_before_files_and_the_instance_folder_last(tmp_path: Path) -> None:
    (tmp_path / "source-secrets").mkdir()
    (tmp_path / "source-secrets" / "LOUNA").write_text("last\n")
    (tmp_path / "KIMPPA_SOURCE_SECRET_LOUNA").write_text("third\n")
    (tmp_path / "named").write_text("second\n")
    env = {
        "KIMPPA_SOURCE_SECRET_LOUNA": "first ",
        "KIMPPA_SOURCE_SECRET_LOUNA_FILE": str(tmp_path / "named"),
        "CREDENTIALS_DIRECTORY": str(tmp_path),
    }
    found = []
    for key in [*env, ""]:
        found.append(secret("LOUNA", tmp_path / "source-secrets", env))
        env.pop(key, None)
    assert found == ["first", "second", "third", "last"]


def test_a_secret_that_is_nowhere_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="by the name LOUNA"):
        secret("LOUNA", tmp_path, {"KIMPPA_SOURCE_SECRET_LOUNA": " "})


@pytest.mark.parametrize("name", ["", "../etc/passwd", "louna", "A/B", "A.B", "1A", "A\n"])
def test_a_name_cannot_lead_to_other_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError) as told:
        secret(name, tmp_path, {})
    assert told.value.code == "secret-name"
