"""Whose a name in a file of use is may be said after the file was taken: it is looked up."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("eresources", "0005_records")]

    operations = [migrations.RemoveField(model_name="usagecount", name="place")]
