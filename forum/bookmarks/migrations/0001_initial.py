"""Adds Bookmark. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0005_reactions'),
        ('topics', '0012_reactions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('remind_on', models.DateField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
            ],
            options={
                'verbose_name': 'bookmark',
                'verbose_name_plural': 'bookmarks',
                'indexes': [models.Index(condition=models.Q(('remind_at__isnull', False), ('reminded_at', None)), fields=['remind_at'], name='bookmark_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', False), ('post', None)), models.Q(('message', None), ('post__isnull', False)), _connector='OR'), name='bookmark_of_one_text'), models.UniqueConstraint(fields=('member', 'post'), name='bookmark_of_post_once'), models.UniqueConstraint(fields=('member', 'message'), name='bookmark_of_message_once')],
            },
        ),
    ]
