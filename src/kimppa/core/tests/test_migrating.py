"""Tables made at once are the tables that Django makes one by one."""

import pytest
from django.db import connection, models
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.state import ProjectState

from kimppa.core.migrating import NewTables


def shelf_and_book() -> list[CreateModel]:
    """Two tables, the second of which points at the first, with a constraint and an index."""
    return [
        CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
        CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("shelf", models.ForeignKey("made.Shelf", models.CASCADE)),
                ("pages", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pages__gt=0), name="made_pages")
                ],
                "indexes": [models.Index(fields=["pages"], name="made_by_pages")],
            },
        ),
    ]


def made_by(kind: type[Migration]) -> list[str]:
    """The statements of a migration of this kind, which are not run."""
    migration = type("Migration", (kind,), {"operations": shelf_and_book()})("0001_initial", "made")
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        state = migration.apply(ProjectState(), editor)
    assert state.apps.get_model("made", "Shelf")._meta.related_objects[0].name == "book"
    return sorted(editor.collected_sql)


@pytest.mark.django_db(transaction=True)  # SQLite changes no tables within one
def test_the_tables_are_those_that_django_makes_one_by_one() -> None:
    assert made_by(NewTables) == made_by(Migration)
    assert any("made_pages" in statement for statement in made_by(NewTables))


def test_a_later_change_of_a_table_is_refused_before_anything_is_made() -> None:
    class Changing(NewTables):
        operations = [*shelf_and_book(), AddField("book", "year", models.IntegerField(null=True))]

    with pytest.raises(TypeError, match="makes tables and nothing else"):
        Changing("0001_initial", "made").apply(ProjectState(), connection.schema_editor())
