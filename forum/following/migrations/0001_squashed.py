"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('following', '0001_initial'), ('following', '0002_unread_since'), ('following', '0003_fill_unread_since'), ('following', '0004_rename_positions'), ('following', '0005_theme_follow_since'), ('following', '0006_rename_normal_level'), ('following', '0007_read_marking')]

    initial = True

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('chat', '0001_initial'),
        ('themes', '0001_initial'),
        ('topics', '0001_initial'),
        ('topics', '0005_by_age'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RoomReadPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='chat.room')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'room'), name='room_position_once')],
                'db_table': 'following_roomposition',
            },
        ),
        migrations.CreateModel(
            name='ReadPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(blank=True, choices=[('muted', 'Muted'), ('normal', 'Replies only'), ('tracking', 'Tracking'), ('watching', 'Watching')], max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('chosen', 'You chose this.'), ('wrote', 'You wrote in this topic.'), ('theme', 'You follow its theme.')], max_length=6)),
                ('read', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='topics.topic')),
                ('unread_since', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'topic'), name='position_once')],
                'indexes': [models.Index(condition=models.Q(('unread_since__isnull', False)), fields=['member', 'unread_since', 'topic'], name='position_unread'), models.Index(condition=models.Q(('unread_since', None)), fields=['topic', 'read'], name='position_at_end')],
                'db_table': 'following_position',
            },
        ),
        migrations.CreateModel(
            name='ThemeFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('muted', 'Muted'), ('normal', 'Replies only'), ('tracking', 'Tracking'), ('watching', 'Watching')], max_length=8)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='themes.theme')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'theme'), name='theme_follow_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadMarking',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('marked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('topic_count', models.PositiveSmallIntegerField()),
                ('moves', models.JSONField()),
            ],
        ),
    ]
