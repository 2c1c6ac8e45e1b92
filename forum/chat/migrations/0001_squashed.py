"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('chat', '0001_initial'), ('chat', '0002_reply_to'), ('chat', '0003_continues'), ('chat', '0004_restorable'), ('chat', '0005_reactions')]

    initial = True

    dependencies = [
        ('themes', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveIntegerField(default=0, editable=False)),
                ('last_mark', models.PositiveBigIntegerField(default=0, editable=False)),
                ('topic_mark', models.PositiveBigIntegerField(default=0, editable=False)),
                ('last_seen_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('theme', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='room', to='themes.theme')),
                ('topic', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='room', to='topics.topic')),
            ],
            options={
                'verbose_name': 'room',
                'verbose_name_plural': 'rooms',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False)),
                ('changed', models.PositiveBigIntegerField(editable=False)),
                ('nonce', models.UUIDField(editable=False)),
                ('source', models.TextField(editable=False)),
                ('html', models.TextField(editable=False)),
                ('markup_version', models.PositiveSmallIntegerField(editable=False)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('pt', 'Portuguese')], max_length=5)),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('edited_at', models.DateTimeField(editable=False, null=True)),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('hidden_at', models.DateTimeField(editable=False, null=True)),
                ('hidden_why', models.CharField(blank=True, editable=False, max_length=300)),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='chat.room')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('theme', None), ('topic__isnull', False)), models.Q(('theme__isnull', False), ('topic', None)), _connector='OR'), name='room_beside_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('author', 'nonce'), name='message_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('room', 'number'), name='message_number'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('room', 'changed'), name='message_mark'),
        ),
        migrations.AddField(
            model_name='message',
            name='answered',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='reply_to',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='continues',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('deleted_at__isnull', False)), fields=['author', '-deleted_at'], name='message_restorable'),
        ),
        migrations.AddField(
            model_name='message',
            name='reactions',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
    ]
