"""Looking for some of many words, and into lists that are stored as JSON, on either database."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler


class Holds(Func):
    """Whether a JSON list of texts holds a text: `Holds(column, text)`.

    Its letters are compared as they are. SQLite's LIKE over the JSON would know neither å, which
    JSON escapes, nor a capital letter from a small one.
    """

    output_field = BooleanField()
    arity = 2

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="EXISTS (SELECT 1 FROM json_each(%(expressions)s))",
            arg_joiner=") WHERE value = (",
            **context,
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner=" ? ", **context
        )


class SaysAny(Func):
    """Whether a text holds any of some words, as `icontains` compares: `SaysAny(column, *words)`.

    One condition for all of them: a filter for each word takes longer to write than to answer.
    """

    output_field = BooleanField()

    def __init__(self, column: str, *words: str) -> None:
        super().__init__(column)
        self.words = words

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, Any]:
        return self._conditions(compiler, connection, "LIKE %s ESCAPE '\\'")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, Any]:
        return self._conditions(compiler, connection, "LIKE UPPER(%s)")

    def _conditions(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, operator: str
    ) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        text = connection.ops.lookup_cast("icontains") % column
        sql = " OR ".join([f"{text} {operator}"] * len(self.words))
        patterns = (f"%{connection.ops.prep_for_like_query(word)}%" for word in self.words)
        return f"({sql})", tuple(param for word in patterns for param in (*params, word))
