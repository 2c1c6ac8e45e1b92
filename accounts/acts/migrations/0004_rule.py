"""Adds Act.rule: the number of the rule of the site that was broken.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('acts', '0003_private_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='act',
            name='rule',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
    ]
