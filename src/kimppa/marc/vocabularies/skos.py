"""SKOS files into one table of terms, streamed: a concept is written when the next one begins."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

# One row a label. A concept without labels that is replaced by another has one row without label.
TERMS: Final = pa.schema(
    [
        pa.field("uri", pa.string(), False),
        pa.field("vocabulary", pa.string(), False),  # what $2 says before its language: yso, slm
        pa.field("notation", pa.string()),
        pa.field("lang", pa.string()),  # as MARC says it: fin, swe, eng, sme
        pa.field("label", pa.string()),
        pa.field("kind", pa.string(), False),  # pref, alt, hidden; none for a row without label
        pa.field("deprecated", pa.bool_(), False),
        pa.field("replaced_by", pa.list_(pa.string()), False),
    ]
)
# Namespaces of the Finnish vocabularies and what $2 calls them.
NAMESPACES: Final = {
    "http://www.yso.fi/onto/yso/": "yso",
    "http://www.yso.fi/onto/kauno/": "kauno",
    "http://www.yso.fi/onto/ysa/": "ysa",
    "http://www.yso.fi/onto/allars/": "allars",
    "http://urn.fi/URN:NBN:fi:au:slm:": "slm",
    "http://urn.fi/URN:NBN:fi:au:seko:": "seko",
    "http://urn.fi/urn:nbn:fi:au:seko:": "seko",
    "http://urn.fi/URN:NBN:fi:au:mts:": "mts",
    "http://urn.fi/URN:NBN:fi:au:musa:": "musa",
    "http://urn.fi/URN:NBN:fi:au:ykl:": "ykl",
    "http://urn.fi/URN:NBN:fi:au:hklj:": "hklj",
    "http://urn.fi/URN:NBN:fi:au:finaf:": "finaf",
}
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_LABELS: Final = {f"{_SKOS}{kind}Label": kind for kind in ("pref", "alt", "hidden")}
_NOTATION: Final = f"{_SKOS}notation"
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
_REPLACED: Final = "http://purl.org/dc/terms/isReplacedBy"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# Things that have labels but are no terms.
_NO_TERMS: Final = (
    f"{_SKOS}ConceptScheme",
    f"{_SKOS}Collection",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/iso25964/skos-thes#ConceptGroup",
    "http://purl.org/iso25964/skos-thes#ThesaurusArray",
)
_LANGUAGES: Final = {"fi": "fin", "sv": "swe", "en": "eng", "se": "sme", "de": "ger", "fr": "fre"}
_FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
_ROWS: Final = 50_000


@dataclass(slots=True)
class _Concept:
    """What was read of a subject so far."""

    uri: str
    labels: list[tuple[str, str | None, str]] = field(default_factory=list)  # kind, lang, text
    notation: str | None = None
    deprecated: bool = False
    replaced_by: list[str] = field(default_factory=list)
    term: bool = True

    def take(self, predicate: str, value: NamedNode | Literal) -> None:
        text = value.value
        if kind := _LABELS.get(predicate):
            language = value.language if isinstance(value, Literal) else None
            self.labels.append((kind, _LANGUAGES.get(language or "", language), text))
        elif predicate == _NOTATION:
            self.notation = text
        elif predicate == _DEPRECATED:
            self.deprecated = text in {"true", "1"}
        elif predicate == _REPLACED:
            self.replaced_by.append(text)
        elif predicate == _TYPE and text.startswith(_NO_TERMS):
            self.term = False

    def rows(self, vocabulary: str) -> Iterator[tuple[object, ...]]:
        """Its rows of the table; none when it is no term."""
        obsolete = self.deprecated or bool(self.replaced_by)
        labels: list[tuple[str, str | None, str | None]] = [*self.labels]
        if obsolete and not labels:
            labels = [("none", None, None)]
        for kind, lang, label in labels if self.term else []:
            yield (
                self.uri, vocabulary, self.notation, lang, label, kind, obsolete, self.replaced_by,
            )  # fmt: skip


def read(*paths: Path, vocabulary: str | None = None) -> pa.Table:
    """The terms of SKOS files: .ttl, .nt, .rdf or .xml, also with .gz behind.

    A term's vocabulary is that of its namespace; for unknown namespaces `vocabulary`, or the
    file's name up to the first dot or hyphen. Raises ValueError with file and line for what
    cannot be read.
    """
    return pa.Table.from_batches(_batches(paths, vocabulary), schema=TERMS)


def convert(paths: Iterable[Path], into: Path, *, vocabulary: str | None = None) -> int:
    """Write the terms of SKOS files to a Parquet file; the number of rows. Memory stays bounded."""
    rows = 0
    with pq.ParquetWriter(into, TERMS, compression="zstd") as writer:
        for batch in _batches(tuple(paths), vocabulary):
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _batches(paths: tuple[Path, ...], vocabulary: str | None) -> Iterator[pa.RecordBatch]:
    rows: list[tuple[object, ...]] = []
    for path in paths:
        name = vocabulary or path.name.split(".")[0].split("-")[0]
        for concept in _concepts(path):
            rows.extend(concept.rows(NAMESPACES.get(namespace(concept.uri), name)))
            if len(rows) >= _ROWS:
                yield _batch(rows)
                rows = []
    yield _batch(rows)


def _batch(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(TERMS)
    arrays = [
        pa.array(list(column), field.type) for column, field in zip(columns, TERMS, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=TERMS)


def _concepts(path: Path) -> Iterator[_Concept]:
    """The subjects of a file in its order; one whose triples lie apart comes more than once."""
    concept: _Concept | None = None
    for triple in _triples(path):
        subject, value = triple.subject, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
            continue
        if concept is None or concept.uri != subject.value:
            if concept:
                yield concept
            concept = _Concept(subject.value)
        concept.take(triple.predicate.value, value)
    if concept:
        yield concept


def _triples(path: Path) -> Iterator[Triple]:
    suffixes = path.suffixes
    packed = suffixes[-1:] == [".gz"]
    kind = _FORMATS.get(suffixes[-2] if packed and len(suffixes) > 1 else path.suffix)
    if kind is None:
        raise ValueError(f"{path.name}: not a name of Turtle, N-Triples or RDF/XML")
    with _opened(path, packed=packed) as file:
        try:
            for quad in parse(file, format=kind, lenient=True):
                yield quad.triple
        except SyntaxError as error:
            raise ValueError(f"{path.name}: {error}") from error


@contextmanager
def _opened(path: Path, *, packed: bool) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if packed:
            with gzip.open(file) as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            yield file


def namespace(uri: str) -> str:
    """A URI up to its last slash, hash or colon.

    >>> namespace("http://www.yso.fi/onto/yso/p1686")
    'http://www.yso.fi/onto/yso/'
    """
    return uri[: max(uri.rfind(mark) for mark in "/#:") + 1]
