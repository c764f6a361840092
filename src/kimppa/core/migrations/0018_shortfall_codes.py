"""What is not whole in a release is stored as numbers and said in its reader's language."""

import re

from django.db import migrations

_NUMBERS = re.compile(r"\d{1,6}")


def codes(apps, schema_editor):
    """ "Vajaa: 61/84 lukua", in whatever language it was written, is "61/84"."""
    Release = apps.get_model("core", "Release")
    for release in Release.objects.exclude(incomplete="").only("incomplete").iterator():
        numbers = _NUMBERS.findall(release.incomplete)
        if len(numbers) == 2:
            Release.objects.filter(pk=release.pk).update(incomplete="/".join(numbers))


class Migration(migrations.Migration):
    dependencies = [("core", "0017_public_look")]

    operations = [migrations.RunPython(codes, migrations.RunPython.noop, elidable=True)]
