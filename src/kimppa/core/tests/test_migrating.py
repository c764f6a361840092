"""Tables made at once are the tables that Django makes one by one."""

import pytest
from django.db import connection, models
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kimppa.core.migrating import NewTables

SHELF = CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
BOOK = CreateModel(
    "Book",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("shelf", models.ForeignKey("made.Shelf", models.CASCADE)),
        ("pages", models.IntegerField()),
    ],
    options={
        "constraints": [models.CheckConstraint(condition=models.Q(pages__gt=0), name="made_pages")],
        "indexes": [models.Index(fields=["pages"], name="made_by_pages")],
    },
)


def migration(kind: type[Migration], *operations: Operation) -> Migration:
    return type("Migration", (kind,), {"operations": operations})("0001_initial", "made")


def statements(kind: type[Migration], *operations: Operation) -> list[str]:
    """What a migration of this kind gives to the database; nothing is run."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration(kind, *operations).apply(ProjectState(), editor)
    return sorted(editor.collected_sql)


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if "made_" in name}


@pytest.mark.django_db(transaction=True)  # SQLite changes no tables within one
def test_the_tables_are_those_that_django_makes_one_by_one() -> None:
    at_once = statements(NewTables, SHELF, BOOK)
    assert at_once == statements(Migration, SHELF, BOOK)
    assert any("made_pages" in statement for statement in at_once)


@pytest.mark.django_db(transaction=True)
def test_tables_that_point_at_later_ones_are_made_and_removed() -> None:
    made = migration(NewTables, BOOK, SHELF)
    with connection.schema_editor() as editor:
        state = made.apply(ProjectState(), editor)
    assert state.apps.get_model("made", "Shelf")._meta.related_objects[0].name == "book"
    assert tables() == {"made_book", "made_shelf"}
    with connection.schema_editor() as editor:
        assert made.unapply(ProjectState(), editor).models == {}
    assert tables() == set()


@pytest.mark.django_db
def test_a_later_change_of_a_table_is_refused_before_anything_is_made() -> None:
    later = AddField("book", "year", models.IntegerField(null=True))
    with pytest.raises(TypeError, match="makes tables and nothing else"):
        migration(NewTables, SHELF, BOOK, later).apply(
            ProjectState(), connection.schema_editor(collect_sql=True)
        )
