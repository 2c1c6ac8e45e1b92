"""Adds Member.code_step, the time step of the last used code from an app.

Locks: the table, for a moment. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_draft_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='code_step',
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
