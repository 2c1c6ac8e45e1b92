"""Adds Member.accepted_version. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_profile_picture'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='accepted_version',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
