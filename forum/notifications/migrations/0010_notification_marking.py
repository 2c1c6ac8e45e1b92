"""Adds NotificationMarking: when each member marked all notifications as read, to undo it for a day.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('notifications', '0009_report_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='NotificationMarking',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('marked_at', models.DateTimeField(db_index=True)),
                ('notification_count', models.PositiveIntegerField()),
            ],
        ),
    ]
