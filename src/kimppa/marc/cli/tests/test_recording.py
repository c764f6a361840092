"""`kimppa eresources records`: from a form, ONIX or MARC to a file of records."""

import json
from pathlib import Path

import pytest

from kimppa.marc.cli.recording import main
from kimppa.marc.reading import read, records_of
from kimppa.marc.record import Record

FORM = """
[[resource]]
kind = "e-book"
title = "Manillaköysi"
isbn = "9789515174703"
[[resource]]
kind = "database"
title = "Tietokanta"
address = "https://www.ellibs.example/tietokanta"
"""
SERVICE = ("--service", "Ellibs", "--host", "ellibs.example")
ADDRESS = ("--address", "https://www.ellibs.example/{isbn}")


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "lomake.toml"
    path.write_text(FORM, encoding="utf-8")
    return path


def records(path: Path) -> list[Record]:
    return [record for batch in read(path) for _, record in records_of(batch)]


def test_a_form_becomes_records(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = form.with_name("uudet.mrc")
    assert main([f"{form}", "--out", f"{out}", *SERVICE, *ADDRESS, "--language", "fi"]) == 0
    assert capsys.readouterr().out == f"2 tietuetta kirjoitettu: {out}\n"
    titles = [field.get("a") for record in records(out) for field in record.all("245")]
    assert titles == ["Manillaköysi.", "Tietokanta."]


def test_onix_becomes_marcxml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = tmp_path / "sanoma.xml"
    message.write_text(
        '<?xml version="1.0"?><ONIXMessage release="3.0"><Product>'
        "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789515174703</IDValue>"
        "</ProductIdentifier><DescriptiveDetail><ProductForm>ED</ProductForm><TitleDetail>"
        "<TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>"
        "<TitleText>Kirja</TitleText></TitleElement></TitleDetail></DescriptiveDetail>"
        "</Product></ONIXMessage>"
    )
    out = tmp_path / "uudet.xml"
    assert main([f"{message}", "--out", f"{out}", *SERVICE, *ADDRESS, "--language", "fi"]) == 1
    assert "ei skeeman mukainen" in capsys.readouterr().out
    assert b'<collection xmlns="http://www.loc.gov/MARC21/slim">' in out.read_bytes()
    assert [record.control("001") for record in records(out)] == ["ellibs-9789515174703"]


def test_what_a_cut_file_breaks_off_in_is_told_and_where(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, out = form.with_name("a.mrc"), form.with_name("b.mrc")
    main([f"{form}", "--out", f"{ours}", *SERVICE, *ADDRESS])
    whole = ours.read_bytes()
    second = whole.index(b"\x1d") + 1
    ours.write_bytes(whole[:-40])
    capsys.readouterr()
    assert main([f"{ours}", "--out", f"{out}", *SERVICE, "--language", "fi"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("1 tietuetta kirjoitettu")
    assert f"jätetty pois: tietue 2, tavusta {second} alkaen: tiedosto katkeaa tähän" in told


def test_a_vendors_records_are_changed_and_the_changes_told(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, brought = form.with_name("a.mrc"), form.with_name("b.mrc")
    main([f"{form}", "--out", f"{ours}", *SERVICE, *ADDRESS])
    capsys.readouterr()
    kind = ("--kind", "e-audiobook", "--host", "muu.example")
    assert main([f"{ours}", "--out", f"{brought}", "--service", "Muu", *kind, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["records"] == 0
    assert len(document["troubles"]) == 2
    assert (
        main([f"{ours}", "--out", f"{brought}", *SERVICE, "--kind", "e-audiobook", "--json"]) == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert {"record": "ellibs-9789515174703", "message": "LDR/06-07: am → im"} in document[
        "changes"
    ]


def test_records_are_compared_with_the_catalogue(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue, later, out = (form.with_name(name) for name in ("a.mrc", "b.toml", "c.mrc"))
    main([f"{form}", "--out", f"{catalogue}", *SERVICE, *ADDRESS])
    later.write_text(FORM.replace("9789515174703", "9789510194409"), encoding="utf-8")
    capsys.readouterr()
    arguments = ["--out", f"{out}", *SERVICE, *ADDRESS, "--against", f"{catalogue}", "--json"]
    assert main([f"{later}", *arguments]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [each["isbn"] for each in document["missing"]] == ["9789510194409"]
    assert [each["number"] for each in document["to_withdraw"]] == ["ellibs-9789515174703"]
    assert main([f"{form}", *arguments]) == 0


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.toml", "x = ", "TOML-tiedostoa ei voi lukea"),
        ("a.csv", "nimi\n", "ensimmäisellä rivillä"),
        ("a.xml", "<ONIXMessage>", "XML on rikki rivillä 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, why: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert main([f"{path}", "--out", f"{tmp_path / 'o.mrc'}", "--language", "fi"]) == 1
    assert why in capsys.readouterr().out


def test_wrong_use_is_two(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{form}", "--out", f"{form}", "--language", "fi"]) == 2
    assert main([f"{form}", "--out", "x.mrc", "--against", f"{form}", "--language", "fi"]) == 2
    assert "--against vaatii" in capsys.readouterr().err
    assert form.read_text(encoding="utf-8") == FORM


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{tmp_path / 'x.mrc'}", "--out", f"{tmp_path / 'o.mrc'}"]) == 1
    assert "x.mrc" in capsys.readouterr().err
