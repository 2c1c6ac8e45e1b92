"""Adds Member.code_step, the last code of an app that was taken. Locks: the table, for a moment. Rows: none. Back: yes."""

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
