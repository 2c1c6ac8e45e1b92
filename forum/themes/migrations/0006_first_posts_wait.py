"""Adds Theme.first_posts_wait. Locks: themes_theme, for an instant. Rows: none. Reversible: yes.

Old release works beside it: yes. It holds no texts, so turn nothing on before every process has
this release.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0005_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='theme',
            name='first_posts_wait',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
