"""Adds an index of topics by age.

Locks: writes to topics, while it is built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0001_initial'),
        ('topics', '0004_reading_helps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['created_at', 'id'], name='topic_by_age'),
        ),
    ]
