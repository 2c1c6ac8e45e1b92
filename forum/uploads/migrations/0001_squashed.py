"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
import forum.uploads.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('uploads', '0001_initial'), ('uploads', '0002_partial_upload'), ('uploads', '0003_private_notes')]

    initial = True

    dependencies = [
        ('chat', '0004_restorable'),
        ('chat', '0005_reactions'),
        ('private_notes', '0001_initial'),
        ('topics', '0009_topic_hidden_why'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=forum.uploads.models.new_key, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(editable=False, max_length=120)),
                ('kind', models.CharField(editable=False, max_length=8)),
                ('size', models.PositiveBigIntegerField(editable=False)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('width', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('height', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('alt', models.CharField(blank=True, max_length=300, verbose_name='Description')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('state', models.CharField(choices=[('ready', 'ready'), ('quarantined', 'waits for the virus scanner'), ('refused', 'refused by the virus scanner')], default='ready', editable=False, max_length=11)),
                ('file', models.CharField(editable=False, max_length=100)),
                ('thumbnail', models.CharField(blank=True, editable=False, max_length=100)),
                ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
            },
        ),
        migrations.CreateModel(
            name='PartialUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=forum.uploads.models.new_key, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(editable=False, max_length=120)),
                ('size', models.PositiveBigIntegerField(editable=False)),
                ('offset', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                ('pieces', models.JSONField(default=list, editable=False)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('upload', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='uploads.upload')),
            ],
        ),
        migrations.CreateModel(
            name='UploadUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
                ('upload', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='uploads.upload')),
                ('private_note', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privatenote')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), _connector='OR'), name='upload_use_of_one_text')],
            },
        ),
    ]
