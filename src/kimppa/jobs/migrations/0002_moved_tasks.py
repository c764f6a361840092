"""Work that waits is named by the path of its function: those that have moved are found again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MOVED = {
    "kimppa.catalogue.comparing.actions.carry_out": "kimppa.catalogue.comparison.actions.carry_out",
    "kimppa.catalogue.fetching.harvest.fetch_origin": (
        "kimppa.catalogue.sources.harvest.fetch_origin"
    ),
    "kimppa.catalogue.tasks.measure_anew": "kimppa.catalogue.completeness.actions.measure_anew",
    "kimppa.catalogue.twins.tasks.find_duplicates": (
        "kimppa.catalogue.duplicates.tasks.find_duplicates"
    ),
    "kimppa.statistics.takes.tasks.read_lists": "kimppa.statistics.imports.tasks.read_lists",
}


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In the queue, and in the list of what has run."""
    alias = schema_editor.connection.alias
    queue = apps.get_model("django_tasks_database", "DBTaskResult").objects.using(alias)
    runs = apps.get_model("jobs", "Run").objects.using(alias)
    for old, new in MOVED.items():
        queue.filter(task_path=old).update(task_path=new)
        runs.filter(name=old).update(name=new)


class Migration(migrations.Migration):
    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("jobs", "0001_initial"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
