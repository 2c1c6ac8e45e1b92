"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('mail', '0001_outgoing'), ('mail', '0002_digests'), ('mail', '0003_mailitem_domain'), ('mail', '0004_reminder'), ('mail', '0005_private_notes')]

    initial = True

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('enquiries', '0001_initial'),
        ('private_notes', '0001_initial'),
        ('themes', '0004_archived'),
        ('topics', '0009_topic_hidden_why'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestPlan',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='mail_digest_due')],
            },
        ),
        migrations.CreateModel(
            name='PlaceChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('every', 'Each post alone'), ('at_once', 'At once'), ('digest', 'In the digest'), ('never', 'Never')], max_length=8)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'theme'), name='mail_choice_of_theme_once'), models.UniqueConstraint(fields=('member', 'topic'), name='mail_choice_of_topic_once'), models.CheckConstraint(condition=models.Q(('theme', None), ('topic', None), _connector='XOR'), name='mail_choice_of_one_place')],
            },
        ),
        migrations.CreateModel(
            name='MailSettings',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mention', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('reply', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('message', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('watched', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='weekly', max_length=8)),
                ('topic', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='weekly', max_length=8)),
                ('paused_until', models.DateField(null=True)),
                ('question', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='site', default='weekly', max_length=8)),
                ('tracked', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='site', default='weekly', max_length=8)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], db_default=0, default=0)),
                ('reminder', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='at_once', default='at_once', max_length=8)),
                ('note', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='at_once', default='at_once', max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='MailItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('note', 'Private notes from members'), ('chosen', 'New posts of themes and topics for which you chose e-mails'), ('watched', 'A new post in what you watch'), ('tracked', 'A new post in what you track'), ('topic', 'A new topic in a theme that you follow'), ('question', 'A topic in your languages without an answer'), ('reminder', 'A bookmark of which you asked to be reminded'), ('digest', 'The digest: one e-mail with everything that is new')], max_length=8, verbose_name='kind')),
                ('number', models.PositiveBigIntegerField()),
                ('message_id', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('due_at', models.DateTimeField(verbose_name='sent after')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('dropped', 'no longer needed')], default='waiting', max_length=8, verbose_name='state')),
                ('done_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.TextField(blank=True, verbose_name='why it failed')),
                ('enquiry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enquiries.enquiry')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('topic', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
                ('alone', models.BooleanField(db_default=False, default=False)),
                ('domain', models.CharField(blank=True, db_default='', default='', max_length=253)),
                ('private_conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation')),
            ],
            options={
                'verbose_name': 'e-mail to a member',
                'verbose_name_plural': 'e-mails to members',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='mail_item_due'), models.Index(fields=['member', 'done_at'], name='mail_item_of_day'), models.Index(fields=['created_at'], name='mail_item_age')],
                'constraints': [models.UniqueConstraint(fields=('member', 'topic', 'number'), name='mail_item_of_post_once'), models.UniqueConstraint(fields=('member', 'enquiry', 'number'), name='mail_item_of_message_once'), models.UniqueConstraint(condition=models.Q(('kind', 'digest')), fields=('member', 'number'), name='mail_item_of_day_once'), models.UniqueConstraint(fields=('member', 'private_conversation', 'number'), name='mail_item_of_note_once'), models.CheckConstraint(condition=models.Q(models.Q(('enquiry', None), ('private_conversation', None), ('topic__isnull', False)), models.Q(('enquiry__isnull', False), ('private_conversation', None), ('topic', None)), models.Q(('enquiry', None), ('private_conversation__isnull', False), ('topic', None)), models.Q(('enquiry', None), ('kind', 'digest'), ('topic', None)), _connector='OR'), name='mail_item_about_one_place')],
            },
        ),
    ]
