"""Adds kinds of notifications: a topic was moved, retitled or closed. Locks: none. Rows: none.

Reversible: yes. Old release works beside it: yes, but it cannot show notifications of these kinds.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_words_of_the_interface")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "%(name)s replied to you"),
                    ("mention", "%(name)s mentioned you"),
                    ("watched", "%(name)s wrote a new post"),
                    ("report", "%(name)s asks you to look at a post"),
                    ("note", "%(name)s edited your post"),
                    ("hidden", "%(name)s hid what you wrote"),
                    ("moved", "%(name)s moved your topic to another theme"),
                    ("retitled", "%(name)s changed the title of your topic"),
                    ("closed", "%(name)s closed your topic to replies"),
                    (
                        "untold",
                        "You mentioned too many members at once. These have not been notified:",
                    ),
                ],
                max_length=8,
            ),
        ),
    ]
