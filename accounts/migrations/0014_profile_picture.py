"""Adds Member.picture. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_texts_emptied'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='picture',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=16),
        ),
    ]
