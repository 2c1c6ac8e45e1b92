"""Adds an index in the order of the list of notifications.

Locks: writes to notifications, while it is built. Rows: none changed. Reversible: yes. Old release
works beside it: yes.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0002_reply_to'),
        ('notifications', '0001_initial'),
        ('topics', '0004_reading_helps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(models.F('member'), models.ExpressionWrapper(models.Q(('read_at__isnull', False)), models.BooleanField()), models.OrderBy(models.F('id'), descending=True), name='notification_rows'),
        ),
    ]
