"""Adds MailSettings.reminder, and the kind of e-mail.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_mailitem_domain'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailsettings',
            name='reminder',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='at_once', default='at_once', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailitem',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('chosen', 'New posts of themes and topics for which you chose e-mails'), ('watched', 'A new post in what you watch'), ('tracked', 'A new post in what you track'), ('topic', 'A new topic in a theme that you follow'), ('question', 'A topic in your languages without an answer'), ('reminder', 'A bookmark of which you asked to be reminded'), ('digest', 'The digest: one e-mail with everything that is new')], max_length=8, verbose_name='kind'),
        ),
    ]
