"""Creates Notification. Locks: none. Rows: none. Back: yes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote')], max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.room')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['member', '-id'], name='notification_unread')],
                'constraints': [models.UniqueConstraint(fields=('topic', 'number', 'member', 'kind', 'by', 'text'), name='notification_topic_once'), models.UniqueConstraint(fields=('room', 'number', 'member', 'kind', 'by', 'text'), name='notification_room_once'), models.CheckConstraint(condition=models.Q(models.Q(('room__isnull', False), ('topic', None)), models.Q(('room', None), ('topic__isnull', False)), _connector='OR'), name='notification_about_one_line')],
            },
        ),
    ]
