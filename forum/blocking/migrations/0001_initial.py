"""Adds the table of blocked members.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'blocked member',
                'verbose_name_plural': 'blocked members',
                'constraints': [models.UniqueConstraint(fields=('member', 'blocked'), name='block_once'), models.CheckConstraint(condition=models.Q(('member', models.F('blocked')), _negated=True), name='block_of_another')],
            },
        ),
    ]
