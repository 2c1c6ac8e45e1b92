"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('acts', '0001_initial'), ('acts', '0002_held_posts'), ('acts', '0003_private_notes')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(editable=False, max_length=60)),
                ('kind', models.CharField(choices=[('topic', 'Topic'), ('post', 'Post'), ('message', 'Message'), ('note', 'Note'), ('member', 'Member'), ('theme', 'Theme'), ('held', 'Held'), ('invite', 'Invitation'), ('mail', 'Mail'), ('row', 'Row'), ('site', 'Site')], editable=False, max_length=8)),
                ('target_id', models.PositiveBigIntegerField(editable=False, null=True)),
                ('label', models.CharField(blank=True, editable=False, max_length=200)),
                ('theme_id', models.PositiveBigIntegerField(editable=False, null=True)),
                ('before', models.JSONField(default=dict, editable=False)),
                ('after', models.JSONField(default=dict, editable=False)),
                ('why', models.CharField(blank=True, editable=False, max_length=300)),
                ('is_automatic', models.BooleanField(default=False, editable=False)),
                ('mark', models.PositiveBigIntegerField(default=0, editable=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['theme_id', '-id'], name='act_by_theme'), models.Index(fields=['kind', 'target_id', '-id'], name='act_by_target')],
            },
        ),
    ]
