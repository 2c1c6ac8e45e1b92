"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('budgets', '0001_daily_use'), ('budgets', '0002_uploaded_bytes'), ('budgets', '0003_trust')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(editable=False)),
                ('stored_bytes', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                ('mentions', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('member', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_bytes', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                ('messages', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('topics', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('uploads', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='daily_use_by_day')],
                'constraints': [models.UniqueConstraint(fields=('member', 'day'), name='daily_use_once')],
            },
        ),
    ]
