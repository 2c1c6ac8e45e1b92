"""Adds Export. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
import forum.exports.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default=forum.exports.models._random_name, editable=False, max_length=32)),
                ('requested_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('ready_at', models.DateTimeField(null=True)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ready_at', None)), fields=('member',), name='export_one_at_a_time')],
            },
        ),
    ]
