"""Creates Position, ThemeFollow and RoomPosition. Locks: none. Rows: none. Back: yes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0001_initial'),
        ('themes', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(blank=True, choices=[('muted', 'Muted'), ('normal', 'Normal'), ('tracking', 'Tracking'), ('watching', 'Watching')], max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('chosen', 'You chose this.'), ('wrote', 'You wrote in this topic.'), ('theme', 'You follow its theme.')], max_length=6)),
                ('read', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='topics.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'topic'), name='position_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='chat.room')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'room'), name='room_position_once')],
            },
        ),
        migrations.CreateModel(
            name='ThemeFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('muted', 'Muted'), ('normal', 'Normal'), ('tracking', 'Tracking'), ('watching', 'Watching')], max_length=8)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='themes.theme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'theme'), name='theme_follow_once')],
            },
        ),
    ]
