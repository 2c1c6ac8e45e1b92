"""Adds HeldPost and AllWait. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('themes', '0006_first_posts_wait'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AllWait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ends_at', models.DateTimeField(db_index=True, editable=False)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HeldPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, editable=False, max_length=150)),
                ('is_question', models.BooleanField(default=False, editable=False)),
                ('source', models.TextField(blank=True, editable=False)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('pt', 'Portuguese')], editable=False, max_length=5)),
                ('reply_to', models.PositiveIntegerField(editable=False, null=True)),
                ('nonce', models.UUIDField(editable=False)),
                ('mail_id', models.CharField(blank=True, editable=False, max_length=252)),
                ('reason', models.CharField(choices=[('first', 'In this theme, facilitators read the first posts of new members before they are published.'), ('all_wait', 'At the moment, facilitators read all new posts before they are published.'), ('word', 'It contains words that facilitators look at first.'), ('same', 'You have sent the same text in several places today.'), ('trap', 'The form was sent in a way that programs use. A person will look at it.')], editable=False, max_length=8)),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a facilitator'), ('published', 'Published'), ('rejected', 'Not published')], default='waiting', editable=False, max_length=9)),
                ('decided_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                ('why', models.CharField(blank=True, editable=False, max_length=300)),
                ('author', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='topics.post')),
                ('theme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('topic', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'verbose_name': 'text that waits',
                'verbose_name_plural': 'texts that wait',
                'indexes': [models.Index(fields=['state', 'id'], name='held_post_rows')],
                'constraints': [models.UniqueConstraint(fields=('author', 'nonce'), name='held_post_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='held_post_decided')],
            },
        ),
    ]
