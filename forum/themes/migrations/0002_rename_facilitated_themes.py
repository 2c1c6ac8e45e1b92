"""Renames the reverse name of Theme.facilitators to facilitated_themes. Only the state changes.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("themes", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="theme",
            name="facilitators",
            field=models.ManyToManyField(
                blank=True,
                related_name="facilitated_themes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="facilitators",
            ),
        ),
    ]
