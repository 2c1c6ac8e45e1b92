"""Adds InvitedAddress.returned_at and return_reason.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail_joining', '0001_invited_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitedaddress',
            name='return_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='invitedaddress',
            name='returned_at',
            field=models.DateTimeField(null=True),
        ),
    ]
