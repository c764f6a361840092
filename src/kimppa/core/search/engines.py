"""The table of lexemes: FTS5 on SQLite, a tsvector on PostgreSQL; `rowid` is the document's key.

Lexemes are stored as `core.search.lexemes` makes them, without the databases' own dictionaries, so
that an instance moved from one to the other finds the same. Only this module knows which is used.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import BooleanField, Expression
from django.db.models.expressions import RawSQL

from kimppa.core.search.lexemes import lexemes
from kimppa.core.search.models import SearchDocument
from kimppa.core.search.question import Question, fts5, tsquery

TABLE = "core_search_lexemes"
AT_ONCE = 500
_BETWEEN = 2  # positions left empty between title and text: no phrase runs over them

CREATE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, text, tokenize='ascii', prefix='4 6')"
    ],
    "postgresql": [
        f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_found ON {TABLE} USING gin (lexemes) WITH (fastupdate = off)",
    ],
}
DROP = f"DROP TABLE {TABLE}"


def clear() -> None:
    """Empty the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608  # a constant


def remove(keys: Sequence[int]) -> None:
    """Take documents out of the table."""
    with connection.cursor() as cursor:
        for start in range(0, len(keys), AT_ONCE):
            chunk = list(keys[start : start + AT_ONCE])
            marks = ",".join(["%s"] * len(chunk))
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({marks})", chunk)  # noqa: S608  # marks


def insert(documents: Iterable[SearchDocument]) -> None:
    """Add saved documents to the table; none may be in it yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"INSERT INTO {TABLE} (rowid, lexemes) VALUES (%s, %s::tsvector)"  # noqa: S608  # a constant
            cursor.executemany(
                sql,
                [(document.pk, _tsvector(document.title, document.text)) for document in documents],
            )
        else:
            sql = f"INSERT INTO {TABLE} (rowid, title, text) VALUES (%s, %s, %s)"  # noqa: S608  # a constant
            index_rows = [
                (document.pk, _fts5(document.title), _fts5(document.text)) for document in documents
            ]
            cursor.executemany(sql, index_rows)


def _fts5(text: str) -> str:
    parts = lexemes(text)
    return " ".join([*parts.words, *sorted(parts.extra)])


def _tsvector(title: str, text: str) -> str:
    """The lexemes with their places: A the title's, D (unmarked) the text's."""
    positions_by_lexeme: dict[str, list[str]] = {}
    start = 1
    for part, weight in ((title, "A"), (text, "")):
        lexeme_set = lexemes(part)
        for position, word in enumerate(lexeme_set.words, start):
            positions_by_lexeme.setdefault(word, []).append(f"{position}{weight}")
        for extra_lexeme in lexeme_set.extra:
            positions_by_lexeme.setdefault(extra_lexeme, []).append(f"{start}{weight}")
        start += len(lexeme_set.words) + _BETWEEN
    return " ".join(
        f"'{lexeme}':{','.join(positions)}" for lexeme, positions in positions_by_lexeme.items()
    )


def keys_of(question: Question) -> Expression:
    """A subquery of the keys of documents that answer the question."""
    if connection.vendor == "postgresql":
        return _keys("lexemes @@ %s::tsquery", tsquery(question))
    return _keys(f"{TABLE} MATCH %s", fts5(question))


def keys_of_titles(question: Question) -> Expression:
    """A subquery of the keys of documents whose titles alone answer the question."""
    if connection.vendor == "postgresql":
        return _keys("lexemes @@ %s::tsquery", tsquery(question, weight="A"))
    return _keys(f"{TABLE} MATCH %s", fts5(question, column="title"))


def _keys(condition: str, query: str) -> RawSQL:
    sql = f"SELECT rowid FROM {TABLE} WHERE {condition}"  # noqa: S608  # constants; values are bound
    return RawSQL(sql, [query], output_field=BooleanField())  # noqa: S611  # the same


def keys() -> set[int]:
    """The keys of every document in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {TABLE}")  # noqa: S608  # a constant
        return {key for (key,) in cursor.fetchall()}
