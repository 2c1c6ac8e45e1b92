"""Adds Theme.archived_at.

Locks: themes_theme, for an instant. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0003_fill_facilitates'),
    ]

    operations = [
        migrations.AddField(
            model_name='theme',
            name='archived_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
