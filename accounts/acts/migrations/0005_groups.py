"""Adds the kind of the act about a group. Changes nothing in the database.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('acts', '0004_rule'),
    ]

    operations = [
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('topic', 'Topic'), ('post', 'Post'), ('message', 'Message'), ('note', 'Note'), ('member', 'Member'), ('theme', 'Theme'), ('group', 'Group'), ('held', 'Held'), ('invite', 'Invitation'), ('mail', 'Mail'), ('row', 'Row'), ('site', 'Site')], editable=False, max_length=8),
        ),
    ]
