"""What was shown as free because it had no price says so; no price says nothing from now on."""

from django.db import migrations

FREE = "0 €"


def say_free(apps, _editor):
    apps.get_model("publishing", "Item").objects.filter(kind="event", price="").update(price=FREE)
    changes = apps.get_model("publishing", "ItemChange").objects.filter(state="waiting")
    for change in changes:
        if change.content.get("price") == "":
            change.content["price"] = FREE
            change.save(update_fields=["content"])


def leave_empty(apps, _editor):
    apps.get_model("publishing", "Item").objects.filter(price=FREE).update(price="")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_title_in_any_language")]
    operations = [migrations.RunPython(say_free, leave_empty)]
