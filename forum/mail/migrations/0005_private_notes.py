"""Adds MailItem.private_conversation and MailSettings.note.

Locks: writes to the mails that wait, while the indexes are built. Rows: none. Reversible: yes, when
no such row is left. Old release works beside it: yes; it drops the mails about private notes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0001_initial'),
        ('mail', '0004_reminder'),
        ('private_notes', '0001_initial'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mailitem',
            name='mail_item_about_one_place',
        ),
        migrations.AddField(
            model_name='mailitem',
            name='private_conversation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation'),
        ),
        migrations.AddField(
            model_name='mailsettings',
            name='note',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='at_once', default='at_once', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailitem',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('note', 'Private notes from members'), ('chosen', 'New posts of themes and topics for which you chose e-mails'), ('watched', 'A new post in what you watch'), ('tracked', 'A new post in what you track'), ('topic', 'A new topic in a theme that you follow'), ('question', 'A topic in your languages without an answer'), ('reminder', 'A bookmark of which you asked to be reminded'), ('digest', 'The digest: one e-mail with everything that is new')], max_length=8, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='mailitem',
            constraint=models.UniqueConstraint(fields=('member', 'private_conversation', 'number'), name='mail_item_of_note_once'),
        ),
        migrations.AddConstraint(
            model_name='mailitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enquiry', None), ('private_conversation', None), ('topic__isnull', False)), models.Q(('enquiry__isnull', False), ('private_conversation', None), ('topic', None)), models.Q(('enquiry', None), ('private_conversation__isnull', False), ('topic', None)), models.Q(('enquiry', None), ('kind', 'digest'), ('topic', None)), _connector='OR'), name='mail_item_about_one_place'),
        ),
    ]
