"""Adds Theme.reading_group and Theme.writing_group.

Locks: themes_theme and groups_group, for an instant. Rows: none. Reversible: yes. Old release works
beside it: yes. It knows no private themes, so make none before every process has this release.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_groups'),
        ('themes', '0004_archived'),
    ]

    operations = [
        migrations.AddField(
            model_name='theme',
            name='reading_group',
            field=models.ForeignKey(db_default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reading_themes', to='groups.group'),
        ),
        migrations.AddField(
            model_name='theme',
            name='writing_group',
            field=models.ForeignKey(db_default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='writing_themes', to='groups.group'),
        ),
    ]
