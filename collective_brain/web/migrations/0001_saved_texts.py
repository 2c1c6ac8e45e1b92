"""Creates SavedText.

Locks: none. Rows: none. Reversible: yes, but texts of people who are signing in are lost.
Old release works beside it: yes.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SavedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('fields', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['address', 'size'], name='saved_text_address')],
            },
        ),
    ]
