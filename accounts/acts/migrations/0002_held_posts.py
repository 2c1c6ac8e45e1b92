"""Adds the kinds of targets "held" and "site". Locks: none. Rows: none. Reversible: yes.

Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('acts', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('topic', 'Topic'), ('post', 'Post'), ('message', 'Message'), ('member', 'Member'), ('theme', 'Theme'), ('held', 'Held'), ('invite', 'Invitation'), ('mail', 'Mail'), ('row', 'Row'), ('site', 'Site')], editable=False, max_length=8),
        ),
    ]
