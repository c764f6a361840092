from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_letters_and_proposals")]

    operations = [
        migrations.AddField(
            model_name="calendarletter",
            name="sent_by",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="item",
            name="proposed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="calendarletter",
            name="reason",
            field=models.CharField(
                choices=[
                    ("sender", "came from another address than the invitation went to"),
                    (
                        "proxy",
                        "was written by somebody who is not known to answer for the invited person",
                    ),
                    ("stranger", "is about somebody who has not been invited"),
                    ("proposal", "proposes another time"),
                    ("newer", "answers to an invitation that was never sent"),
                    ("unclear", "could not be read as an answer"),
                    ("other", "is about no meeting of ours"),
                ],
                max_length=10,
            ),
        ),
    ]
