"""Changes the labels of OutgoingEmail. Locks: none. Rows: none. Reversible: yes.

Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outgoing_mail', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='outgoingemail',
            options={'verbose_name': 'e-mail to send', 'verbose_name_plural': 'e-mails to send'},
        ),
        migrations.AlterField(
            model_name='outgoingemail',
            name='content',
            field=models.JSONField(verbose_name='e-mail'),
        ),
    ]
