"""Files of feedback rows stand among all files that are brought in, under their numbers.

A number that another file has there already becomes one that no file of either kind has had.
"""

from django.core.management.color import no_style
from django.db import migrations
from django.db.models import Max

KIND = "feedback.rows"
LEAVE = "leave"
KEPT = ("name", "sha256", "by_id", "brought_at", "taken_at", "undone_at", "example", "source")


def move_files(apps, schema_editor):
    connection = schema_editor.connection
    RowFile, BroughtRow, RowBytes = (
        apps.get_model("feedback", name) for name in ("RowFile", "BroughtRow", "RowBytes")
    )
    Import, ImportOriginal = (apps.get_model("core", name) for name in ("Import", "ImportOriginal"))
    files = RowFile.objects.using(connection.alias).order_by("pk")
    uploads = Import.objects.using(connection.alias)
    occupied = set(uploads.values_list("pk", flat=True))
    free = max(_last(files), _last(uploads)) + 1
    for file in files:
        number = file.pk
        if number in occupied:
            number, free = free, free + 1
        columns = ["" if column == LEAVE else column for column in file.columns]
        options = {"service": file.service_id, "municipality": file.municipality_id}
        values = {name: getattr(file, name) for name in KEPT}
        values |= {"count": file.made, "skipped": file.known, "columns": columns}
        uploads.create(pk=number, kind=KIND, options=options, **values)
        BroughtRow.objects.using(connection.alias).filter(file=file).update(upload_id=number)
        for original in RowBytes.objects.using(connection.alias).filter(file=file):
            ImportOriginal.objects.using(connection.alias).create(
                upload_id=number, data=original.data, expires_on=original.expires_on
            )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Import]):
            cursor.execute(statement)


def _last(rows):
    return rows.aggregate(Max("pk"))["pk__max"] or 0


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0010_rows_of_uploads'),
    ]

    operations = [migrations.RunPython(move_files, migrations.RunPython.noop)]
