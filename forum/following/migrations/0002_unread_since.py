"""Adds Position.unread_since and its indexes.

Locks: the table, while they are built. Rows: none changed. Reversible: yes. Old release works beside
it: yes.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0001_initial'),
        ('topics', '0005_by_age'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='position',
            name='unread_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(condition=models.Q(('unread_since__isnull', False)), fields=['member', 'unread_since', 'topic'], name='position_unread'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(condition=models.Q(('unread_since', None)), fields=['topic', 'read'], name='position_at_end'),
        ),
    ]
