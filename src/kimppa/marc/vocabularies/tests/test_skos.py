"""SKOS files become one table, whichever form they come in."""

import gzip
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyoxigraph import RdfFormat, parse, serialize

from kimppa.marc.vocabularies import TERMS, Vocabularies, convert, read, skos

SAMPLE = Path(skos.__file__).parent / "data" / "sample.ttl"


def test_labels_languages_and_vocabularies() -> None:
    rows = read(SAMPLE).to_pylist()
    fishing = {
        (row["lang"], row["kind"], row["label"], row["vocabulary"])
        for row in rows
        if row["uri"] == "http://www.yso.fi/onto/yso/p1686"
    }
    assert fishing == {
        ("fin", "alt", "kalanpyynti", "yso"),
        ("fin", "pref", "kalastus", "yso"),
        ("swe", "pref", "fiske", "yso"),
        ("eng", "pref", "fishing", "yso"),
    }
    assert {row["vocabulary"] for row in rows} == {"yso", "slm", "kauno", "seko", "ykl", "sample"}


def test_a_scheme_is_no_term() -> None:
    assert "Yleinen suomalainen ontologia" not in read(SAMPLE)["label"].to_pylist()


def test_what_replaces_a_concept_is_kept_in_all_its_rows() -> None:
    rows = [row for row in read(SAMPLE).to_pylist() if row["uri"].endswith("/t1")]
    assert {(row["deprecated"], tuple(row["replaced_by"])) for row in rows} == {
        (True, ("http://example.org/onto/malli/t2",))
    }
    assert len(rows) == 2


def test_a_number_that_was_given_up_has_a_row_without_label() -> None:
    (row,) = [row for row in read(SAMPLE).to_pylist() if row["uri"].endswith("000000002")]
    assert (row["label"], row["kind"], row["deprecated"]) == (None, "none", True)


@pytest.mark.parametrize(
    ("suffix", "form"),
    [(".nt", RdfFormat.N_TRIPLES), (".rdf", RdfFormat.RDF_XML), (".ttl.gz", RdfFormat.TURTLE)],
)
def test_other_forms_give_the_same_terms(tmp_path: Path, suffix: str, form: RdfFormat) -> None:
    path = tmp_path / f"sample{suffix}"
    with SAMPLE.open("rb") as file:
        triples = [quad.triple for quad in parse(file, format=RdfFormat.TURTLE)]
    data = serialize(triples, format=form)
    assert data
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    assert read(path) == read(SAMPLE)


def test_a_file_without_a_known_namespace_is_named_by_hand_or_after_itself(tmp_path: Path) -> None:
    path = tmp_path / "omat-sanat.ttl"
    path.write_text(
        "<http://example.org/x/1> <http://www.w3.org/2004/02/skos/core#prefLabel> 'a'@fi ."
    )
    assert read(path)["vocabulary"].to_pylist() == ["omat"]
    assert read(path, vocabulary="oma")["vocabulary"].to_pylist() == ["oma"]


def test_triples_that_lie_apart_are_joined_by_the_look_up(tmp_path: Path) -> None:
    path = tmp_path / "apart.nt"
    skos_ = "http://www.w3.org/2004/02/skos/core#"
    path.write_text(
        f'<http://e.org/1> <{skos_}prefLabel> "yksi"@fi .\n'
        f'<http://e.org/2> <{skos_}prefLabel> "kaksi"@fi .\n'
        f"<http://e.org/1> <http://purl.org/dc/terms/isReplacedBy> <http://e.org/2> .\n"
    )
    concepts = Vocabularies.load(path).concepts.sort("uri")
    assert concepts["deprecated"].to_list() == [True, False]
    assert concepts["replaced_by"].to_list() == [["http://e.org/2"], []]


def test_parquet_is_written_in_pieces_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skos, "_ROWS", 4)
    into = tmp_path / "terms.parquet"
    rows = convert([SAMPLE], into)
    assert pq.ParquetFile(into).num_row_groups > 3
    assert pq.read_table(into).cast(TERMS).num_rows == rows == read(SAMPLE).num_rows
    loaded = Vocabularies.load(into)
    assert loaded.label("http://www.yso.fi/onto/yso/p3161", "swe") == "vattenvård"
    assert loaded.label("http://www.yso.fi/onto/yso/p3161", "eng") is None


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [("broken.ttl", "a b", "broken.ttl"), ("terms.txt", "", "not a name of Turtle")],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ValueError, match=says):
        read(path)
