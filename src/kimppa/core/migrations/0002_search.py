"""The table of lexemes, of each database's own kind; it is filled by the first search."""

from django.db import migrations

from kimppa.core.search.engines import CREATE, DROP


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
