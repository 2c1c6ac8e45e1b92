"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
import forum.mail.incoming.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('incoming_mail', '0001_incoming'), ('incoming_mail', '0002_digest_keys'), ('incoming_mail', '0003_private_notes')]

    initial = True

    dependencies = [
        ('enquiries', '0001_initial'),
        ('private_notes', '0001_initial'),
        ('themes', '0004_archived'),
        ('themes', '0005_groups'),
        ('topics', '0009_topic_hidden_why'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sender', models.CharField(max_length=320)),
                ('message_id', models.CharField(db_index=True, max_length=252)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('received_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('state', models.CharField(default='received', max_length=9)),
                ('reason', models.CharField(blank=True, max_length=12)),
                ('refusal', models.TextField(blank=True)),
                ('removed', models.TextField(blank=True)),
                ('raw', models.BinaryField(default=b'')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='topics.post')),
            ],
            options={
                'verbose_name': 'e-mail from a member',
                'verbose_name_plural': 'e-mails from members',
            },
        ),
        migrations.CreateModel(
            name='ReplyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=forum.mail.incoming.models.new_key, max_length=26, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(default=forum.mail.incoming.models.key_end)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('enquiry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enquiries.enquiry')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('topic', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
                ('private_conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation')),
            ],
            options={
                'indexes': [models.Index(fields=['member', 'topic'], name='reply_key_of_topic'), models.Index(fields=['ends_at'], name='reply_key_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', True)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', False)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', False), ('topic__isnull', True)), models.Q(('enquiry__isnull', False), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', True)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', False), ('theme__isnull', True), ('topic__isnull', True)), _connector='OR'), name='reply_key_about_one_thing')],
            },
        ),
    ]
