"""Adds MailItem and MailSettings.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('enquiries', '0001_initial'),
        ('topics', '0009_topic_hidden_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailSettings',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mention', models.CharField(choices=[('at_once', 'At once'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('reply', models.CharField(choices=[('at_once', 'At once'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('message', models.CharField(choices=[('at_once', 'At once'), ('site', 'Only on the site')], default='at_once', max_length=8)),
                ('watched', models.CharField(choices=[('at_once', 'At once'), ('site', 'Only on the site')], default='site', max_length=8)),
                ('topic', models.CharField(choices=[('at_once', 'At once'), ('site', 'Only on the site')], default='site', max_length=8)),
                ('paused_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='MailItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('watched', 'A new post in what you watch'), ('topic', 'A new topic in a theme that you follow')], max_length=8, verbose_name='kind')),
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
            ],
            options={
                'verbose_name': 'e-mail to a member',
                'verbose_name_plural': 'e-mails to members',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='mail_item_due'), models.Index(fields=['member', 'done_at'], name='mail_item_of_day'), models.Index(fields=['created_at'], name='mail_item_age')],
                'constraints': [models.UniqueConstraint(fields=('member', 'topic', 'number'), name='mail_item_of_post_once'), models.UniqueConstraint(fields=('member', 'enquiry', 'number'), name='mail_item_of_message_once'), models.CheckConstraint(condition=models.Q(('topic', None), ('enquiry', None), _connector='XOR'), name='mail_item_about_one_thing')],
            },
        ),
    ]
