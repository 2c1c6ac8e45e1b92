"""Adds Member.texts_emptied_at. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_hears_reactions'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='texts_emptied_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
