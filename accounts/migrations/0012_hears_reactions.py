"""Adds Member.hears_reactions.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_community_refused'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='hears_reactions',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
