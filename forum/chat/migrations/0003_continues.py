"""Adds Message.continues.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0002_reply_to'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='continues',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
