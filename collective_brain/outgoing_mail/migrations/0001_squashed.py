"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('outgoing_mail', '0001_initial'), ('outgoing_mail', '0002_words_of_the_interface')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipients', models.JSONField(verbose_name='recipients')),
                ('content', models.JSONField(verbose_name='e-mail')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('due_at', models.DateTimeField(verbose_name='tried again after')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.TextField(blank=True, verbose_name='why it failed')),
            ],
            options={
                'verbose_name': 'e-mail to send',
                'verbose_name_plural': 'e-mails to send',
                'indexes': [models.Index(fields=['due_at'], name='outgoing_email_due')],
            },
        ),
    ]
