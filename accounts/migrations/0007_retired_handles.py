"""Adds RetiredHandle: digests of the handles of closed accounts, which nobody gets again.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_fold_names_again'),
    ]

    operations = [
        migrations.CreateModel(
            name='RetiredHandle',
            fields=[
                ('digest', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
            ],
        ),
    ]
