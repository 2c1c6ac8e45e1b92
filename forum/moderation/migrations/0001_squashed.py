"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
import forum.moderation.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('moderation', '0001_initial'), ('moderation', '0002_profile_picture'), ('moderation', '0003_held_posts')]

    initial = True

    dependencies = [
        ('acts', '0001_initial'),
        ('themes', '0004_archived'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=forum.moderation.models.new_key, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('post', 'Your post was hidden'), ('message', 'Your message was hidden'), ('topic', 'Your topic was hidden'), ('edited', 'Your post was edited'), ('silenced', 'You can read but not write for some time'), ('suspend', 'Your account was suspended'), ('refused', 'Your community was not confirmed')], editable=False, max_length=8)),
                ('text', models.TextField(blank=True, editable=False)),
                ('until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('act', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acts.act')),
                ('member', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
            ],
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField(db_index=True, editable=False)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'The decision stands'), ('changed', 'The decision is undone')], editable=False, max_length=7)),
                ('why', models.CharField(blank=True, editable=False, max_length=300)),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='moderation.statement')),
            ],
        ),
        migrations.CreateModel(
            name='AppealMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField(editable=False)),
                ('nonce', models.UUIDField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('appeal', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='moderation.appeal')),
                ('author', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('author', 'nonce'), name='appeal_message_once')],
            },
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['member', '-id'], name='statement_of_member'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='appeal_decided_with_outcome'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='kind',
            field=models.CharField(choices=[('post', 'Your post was hidden'), ('message', 'Your message was hidden'), ('topic', 'Your topic was hidden'), ('edited', 'Your post was edited'), ('rejected', 'Your text was not published'), ('silenced', 'You can read but not write for some time'), ('suspend', 'Your account was suspended'), ('refused', 'Your community was not confirmed'), ('picture', 'Your profile picture was removed')], editable=False, max_length=8),
        ),
    ]
