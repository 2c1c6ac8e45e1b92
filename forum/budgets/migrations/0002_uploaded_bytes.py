"""Adds DailyUse.uploaded_bytes. Locks: short. Rows: none. Reversible: yes. Old release works beside it: yes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0001_daily_use'),
    ]

    operations = [
        migrations.AddField(
            model_name='dailyuse',
            name='uploaded_bytes',
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
