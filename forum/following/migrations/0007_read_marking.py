"""Adds ReadMarking: what each member marked as read at once, so that they can undo it for a day.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('following', '0006_rename_normal_level'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadMarking',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('marked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('topic_count', models.PositiveSmallIntegerField()),
                ('moves', models.JSONField()),
            ],
        ),
    ]
