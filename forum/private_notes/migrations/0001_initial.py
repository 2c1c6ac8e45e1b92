"""Adds private conversations, their participants and their notes.

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
            name='PrivateConversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveIntegerField(default=0, editable=False)),
                ('last_mark', models.PositiveBigIntegerField(default=0, editable=False)),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='subject')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('abandoned_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                ('started_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'private conversation',
                'verbose_name_plural': 'private conversations',
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('left_at', models.DateTimeField(editable=False, null=True)),
                ('read_up_to', models.PositiveIntegerField(default=0, editable=False)),
                ('is_muted', models.BooleanField(default=False, editable=False)),
                ('added_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('private_conversation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='private_notes.privateconversation')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'constraints': [models.UniqueConstraint(fields=('private_conversation', 'member'), name='participant_once')],
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
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
                ('reactions', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False)),
                ('continues', models.BooleanField(default=False, editable=False)),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('private_conversation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='private_notes.privateconversation')),
            ],
            options={
                'verbose_name': 'private note',
                'verbose_name_plural': 'private notes',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('author', 'nonce'), name='privatenote_sent_once'), models.UniqueConstraint(fields=('private_conversation', 'number'), name='privatenote_number'), models.UniqueConstraint(fields=('private_conversation', 'changed'), name='privatenote_mark')],
            },
        ),
    ]
