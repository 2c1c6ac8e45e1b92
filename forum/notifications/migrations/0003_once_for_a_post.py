"""Adds Notification.mark, and a unique key: a member gets one notification for a post or message.

Deletes the second of two such rows. Locks: writes to notifications, while four indexes are built.
Rows: duplicates only, about 1 of 500. Reversible: yes, without the deleted rows. Old release works
beside it: yes, but it fails to list a notification of the new kind "untold".
Old release works beside it: no; it was made before the first
release.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, Min

READ_WHEN_SEEN = ["mention", "reply", "watched"]


def delete_duplicates(apps, schema_editor):
    rows = apps.get_model("notifications", "Notification").objects.filter(kind__in=READ_WHEN_SEEN)
    for place in ("topic", "room"):
        fields = (place, "number", "member")
        groups = rows.exclude(**{place: None}).values(*fields).annotate(
            count=Count("pk"), first=Min("pk")
        )
        for group in groups.filter(count__gt=1).order_by():
            same = rows.filter(**{field: group[field] for field in fields})
            same.exclude(pk=group["first"]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0002_reply_to'),
        ('notifications', '0002_rows'),
        ('topics', '0005_by_age'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(delete_duplicates, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name='notification',
            name='mark',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote'), ('untold', 'You mentioned too many members at once. These are not told:')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['mention', 'reply', 'watched'])), fields=('topic', 'number', 'member'), name='notification_post_once'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['mention', 'reply', 'watched'])), fields=('room', 'number', 'member'), name='notification_message_once'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('topic', 'number', 'member', 'kind', 'by', 'text', 'mark'), name='notification_topic_change_once'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('room', 'number', 'member', 'kind', 'by', 'text', 'mark'), name='notification_room_change_once'),
        ),
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_topic_once',
        ),
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_room_once',
        ),
    ]
