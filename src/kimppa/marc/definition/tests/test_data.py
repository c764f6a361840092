"""The data against facts of MARC 21, and its names in three languages."""

from collections.abc import Iterator

import pytest

from kimppa.marc.definition import Definition, Kind, Label, load
from kimppa.marc.definition.loading import OVERLAYS, codelists
from kimppa.marc.definition.model import LEVELS, TYPES, Code

KINDS: tuple[Kind, ...] = ("bib", "auth", "hold")


def labels(definition: Definition) -> Iterator[tuple[str, Label]]:
    for tag, field in definition.fields.items():
        yield tag, field.label
        for indicator in filter(None, (field.indicator1, field.indicator2)):
            yield f"{tag} indicator", indicator.label
            yield from of_codes(f"{tag} indicator", indicator.codes.values())
        for one in field.subfields.values():
            yield f"{tag}${one.code}", one.label
        for material in field.materials:
            yield f"{tag} {material.names}", material.label
            for position in material.positions:
                yield f"{tag}/{position}", position.label
                yield from of_codes(f"{tag}/{position}", definition.codes(position).values())


def of_codes(place: str, codes: object) -> Iterator[tuple[str, Label]]:
    for code in codes:  # type: ignore[attr-defined]
        assert isinstance(code, Code)
        yield f"{place} {code.value!r}", code.label


@pytest.mark.parametrize("kind", KINDS)
def test_everything_has_a_name_in_three_languages(kind: Kind) -> None:
    named = dict(labels(load(kind, OVERLAYS)))
    assert len(named) > 700
    assert [place for place, label in named.items() if not all(label)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_positions_cover_the_fixed_fields(kind: Kind) -> None:
    for field in load(kind).fields.values():
        for one in field.materials:
            taken = [n for p in one.positions for n in range(p.start, p.end + 1)]
            missing = {0} if field.tag == "006" else set()
            assert sorted({*taken, *missing}) == list(range(max(one.lengths))), one.names
            assert len(taken) == len(set(taken)), one.names


@pytest.mark.parametrize("kind", KINDS)
def test_codes_fit_their_positions(kind: Kind) -> None:
    definition = load(kind)
    for field in definition.fields.values():
        for one in field.materials:
            for position in one.positions:
                codes = definition.codes(position)
                assert codes, (field.tag, str(position))
                assert {len(code) for code in codes} == {position.width}, (field.tag, position)


def test_the_types_of_008_are_those_that_leaders_tell() -> None:
    names = {name for one in load("bib").fields["008"].materials for name in one.names}
    assert names == {*TYPES.values(), *LEVELS.values()}


def test_once_or_many_times() -> None:
    fields = load("bib").fields
    once = {"001", "008", "100", "110", "111", "130", "240", "243", "245", "254", "310"}
    many = {"006", "007", "020", "246", "250", "260", "264", "300", "490", "650", "700", "856"}
    assert not [tag for tag in once if fields[tag].repeatable]
    assert not [tag for tag in many if not fields[tag].repeatable]
    title = fields["245"].subfields
    assert [code for code in "abchnp" if title[code].repeatable] == ["n", "p"]


def test_indicators() -> None:
    fields = load("bib").fields
    subject = fields["650"].indicator2
    assert subject is not None
    assert (subject.codes["7"].needs, set(subject.codes)) == ("2", set("01234567"))
    other = fields["084"].indicator1
    assert other is not None
    assert set(other.codes) == {" ", "9"}  # 9 is a Finnish practice
    assert load("bib", ()).fields["084"].indicator1 != other
    nonfiling = fields["245"].indicator2
    assert nonfiling is not None
    assert set(nonfiling.codes) == set("0123456789")


def test_code_lists() -> None:
    lists = codelists()
    for code in ("fin", "swe", "smi", "sme", "mul", "zxx", "und", "chi", "ger"):
        assert not lists["languages"][code].obsolete
    for code in ("scr", "lap", "int"):
        assert lists["languages"][code].obsolete
    for code in ("fi ", "sw ", "xxk", "xxu", "xxc", "at ", "enk", "nyu", "xx "):
        assert not lists["countries"][code].obsolete
    assert lists["countries"]["ur "].obsolete
    assert lists["countries"]["sw "].label == ("Ruotsi", "Sverige", "Sweden")
    assert lists["media"]["n"].label.sv == "omedierad"
    assert lists["content"]["txt"].label.fi == "teksti"
    assert lists["carrier"]["nc"].label == ("nide", "volym", "volume")
    assert lists["relators"]["trl"].label.fi == "kääntäjä"


def test_the_finnish_koha_and_aleph_fields_are_overlays() -> None:
    plain, whole = load("bib", ()).fields, load("bib", OVERLAYS).fields
    added = {"019", "091", "599", "900", "910", "911", "940", "972", "979", "952", "CAT", "LOW"}
    assert not added & plain.keys()
    assert added < whole.keys()
    assert "9" in whole["650"].subfields
    assert "9" not in plain["650"].subfields
    assert whole["650"].subfields.keys() > plain["650"].subfields.keys()


def test_an_overlay_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no such overlay"):
        load("bib", ("../secrets",))
