"""Adds the table of announcements.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            "Announcement",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texts", models.JSONField()),
                (
                    "level",
                    models.CharField(
                        choices=[("info", "Information"), ("warning", "Warning")],
                        default="info",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "announcement", "verbose_name_plural": "announcements"},
        ),
    ]
