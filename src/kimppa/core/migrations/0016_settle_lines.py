"""Each piece of work counts for one duty: what is clear is settled, the rest asks."""

from collections import defaultdict

from django.db import migrations

CHUNK = 500


def mark_deliveries(apps, schema_editor):
    """A delivery tells its span and whether it was provisional; a version given to all is one
    piece of work.
    """
    Release, Evidence = apps.get_model("core", "Release"), apps.get_model("core", "Evidence")
    for year in Release.objects.values_list("agreement_year", flat=True).distinct():
        yearly = Release.objects.filter(agreement_year=year, kind__in=("statistics", "report"))
        yearly.update(period=str(year))
    rows = Evidence.objects.filter(area="desk", kind="delivery", object_id__startswith="delivery-")
    by_object = {row.object_id: row for row in rows.order_by("pk")}
    first = {}
    for delivery in apps.get_model("core", "Delivery").objects.select_related("release"):
        row = by_object.get(f"delivery-{delivery.pk}")
        if row is None:
            continue
        row.period = delivery.release.period
        row.kind = "provisional" if delivery.release.provisional else "delivery"
        release = delivery.release
        same = (release.kind, release.agreement_year, release.title, release.version)
        leader = first.setdefault(same, row)
        row.same_as_id = None if leader is row else leader.pk
    Evidence.objects.bulk_update(
        by_object.values(), ["period", "kind", "same_as"], batch_size=CHUNK
    )


def settle(apps, schema_editor):
    """The only duty of the topic and service, else the only one of the kind of the work."""
    Evidence, Duty = apps.get_model("core", "Evidence"), apps.get_model("core", "Duty")
    for year in Evidence.objects.values_list("agreement_year", flat=True).distinct():
        duties = list(Duty.objects.filter(agreement_year=year).exclude(topic=""))
        moves = defaultdict(list)
        rows = Evidence.objects.filter(agreement_year=year).order_by()
        names = ("pk", "topic", "service_id", "kind", "period")
        for pk, *piece in rows.values_list(*names):
            moves[_line(duties, *piece)].append(pk)
        for (duty, placing), pks in moves.items():
            for start in range(0, len(pks), CHUNK):
                part = Evidence.objects.filter(pk__in=pks[start : start + CHUNK])
                part.update(duty_id=duty, placing=placing)


def _line(duties, topic, service, kind, period):
    of_topic = [duty for duty in duties if duty.topic == topic]
    possible = [duty for duty in of_topic if duty.service_id == service]
    possible = possible or [duty for duty in of_topic if duty.service_id is None]
    if not possible and service is None and of_topic:
        possible = [duty for duty in of_topic if duty.service_id == of_topic[0].service_id]
    if len(possible) == 1:
        return possible[0].pk, "only"
    if not possible:
        return None, "outside"
    wanted = {"delivery": "deliverable", "provisional": "deliverable", "no-need": "as_needed"}
    fitting = [duty for duty in possible if duty.kind == wanted.get(kind)]
    if period and len(fitting) > 1:  # figures of the whole year are of what is asked once
        fitting = [duty for duty in fitting if duty.due.startswith(("by ", "yearly"))]
    return (fitting[0].pk, "kind") if len(fitting) == 1 else (None, "open")


class Migration(migrations.Migration):
    dependencies = [("core", "0015_lines")]

    operations = [
        migrations.RunPython(mark_deliveries, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=True),
    ]
