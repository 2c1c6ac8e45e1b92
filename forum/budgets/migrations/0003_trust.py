"""Adds DailyUse.messages, uploads and topics.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0002_uploaded_bytes'),
    ]

    operations = [
        migrations.AddField(
            model_name='dailyuse',
            name='messages',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='dailyuse',
            name='topics',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='dailyuse',
            name='uploads',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
