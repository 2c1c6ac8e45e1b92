"""Adds indexes for the summary of a topic. Post.topic needs no index of its own.

Locks: writes to posts, while they are built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0003_counted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='topic',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='topics.topic'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['topic', 'author', '-number'], name='post_of_author'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('answer_count__gt', 0)), fields=['topic', '-answer_count'], name='post_answered'),
        ),
    ]
