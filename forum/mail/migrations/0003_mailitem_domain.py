"""Adds MailItem.domain.

Locks: none that last. Rows: none changed. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_digests'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailitem',
            name='domain',
            field=models.CharField(blank=True, db_default='', default='', max_length=253),
        ),
    ]
