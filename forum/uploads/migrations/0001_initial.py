"""Adds Upload and UploadUse. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
import forum.uploads.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0004_restorable'),
        ('topics', '0009_topic_hidden_why'),
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
            name='UploadUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
                ('upload', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='uploads.upload')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', False), ('post', None)), models.Q(('message', None), ('post__isnull', False)), _connector='OR'), name='upload_use_of_one_text')],
            },
        ),
    ]
