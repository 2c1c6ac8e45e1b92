"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial'), ('notifications', '0002_rows'), ('notifications', '0003_once_for_a_post'), ('notifications', '0004_words_of_the_interface'), ('notifications', '0005_changed_topics'), ('notifications', '0006_about_accounts'), ('notifications', '0007_reports'), ('notifications', '0008_enquiries'), ('notifications', '0009_report_once'), ('notifications', '0010_notification_marking'), ('notifications', '0011_stopped_mail'), ('notifications', '0012_groups'), ('notifications', '0013_reactions_reminders_exports'), ('notifications', '0014_decisions'), ('notifications', '0015_cases'), ('notifications', '0016_answers_and_reversals'), ('notifications', '0017_profile_picture'), ('notifications', '0018_trust'), ('notifications', '0019_held_posts'), ('notifications', '0020_private_notes')]

    initial = True

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('chat', '0001_initial'),
        ('chat', '0002_reply_to'),
        ('chat', '0004_restorable'),
        ('enquiries', '0001_initial'),
        ('moderation', '0001_initial'),
        ('private_notes', '0001_initial'),
        ('reports', '0001_initial'),
        ('themes', '0003_fill_facilitates'),
        ('topics', '0001_initial'),
        ('topics', '0004_reading_helps'),
        ('topics', '0005_by_age'),
        ('topics', '0008_restorable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NotificationMarking',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('marked_at', models.DateTimeField(db_index=True)),
                ('notification_count', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('profile', '%(name)s reported the profile of a member'), ('note_rep', '%(name)s reported a private note'), ('handed', '%(name)s asks you to decide about a report'), ('to_look', 'Several reports hid a text until you look at it'), ('held', '%(name)s wrote a text that waits for a facilitator'), ('approved', '%(name)s published your text'), ('rejected', '%(name)s did not publish your text'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote'), ('agreed', 'Reports of members hid what you wrote, until a facilitator has looked'), ('shown', '%(name)s looked at what you wrote: everybody can read it again'), ('warned', '%(name)s sent you a warning'), ('moved', '%(name)s moved your topic to another theme'), ('retitled', '%(name)s changed the title of your topic'), ('closed', '%(name)s closed your topic to replies'), ('accepted', '%(name)s accepted your post as the answer'), ('enquiry', '%(name)s wrote to the facilitators'), ('answer', '%(name)s answered your message to the facilitators'), ('private', '%(name)s wrote you a private note'), ('added', '%(name)s added you to a private conversation'), ('kept', '%(name)s looked at what you reported and left it as it is'), ('amended', '%(name)s edited what you reported'), ('removed', '%(name)s hid what you reported'), ('acted', '%(name)s acted on what you reported'), ('reversed', '%(name)s undid the decision about what you reported'), ('withdrew', 'The author deleted what you reported'), ('untold', 'You mentioned too many members at once. These have not been notified:'), ('confirm', '%(name)s confirmed your community'), ('refused', '%(name)s could not confirm your community'), ('picture', '%(name)s removed your profile picture'), ('silenced', '%(name)s silenced you: you can read but not write'), ('suspend', '%(name)s suspended your account'), ('lifted', '%(name)s lifted the sanction: you can use your account as before'), ('role', '%(name)s made you a facilitator'), ('role_end', '%(name)s ended your role as a facilitator'), ('group', '%(name)s added you to a group'), ('no_group', '%(name)s removed you from a group'), ('request', '%(name)s asks to join a group'), ('no_entry', '%(name)s did not accept your request to join a group'), ('reacted', 'Reactions to what you wrote'), ('reminder', 'You asked to be reminded of this'), ('exported', 'The copy of what is yours is ready'), ('appeal', '%(name)s appeals against a decision'), ('appeal_m', '%(name)s wrote about an appeal'), ('upheld', '%(name)s decided about an appeal: the decision stands'), ('changed', '%(name)s decided about an appeal: the decision is undone'), ('vouched', '%(name)s vouched for you: the limits of new members have ended for you'), ('unvouch', '%(name)s no longer vouches for you'), ('no_mail', 'Your e-mails have stopped. See why, and start them again')], max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.room')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
                ('mark', models.PositiveBigIntegerField(db_default=0, default=0)),
                ('theme', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reports.report')),
                ('enquiry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enquiries.enquiry')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='moderation.statement')),
                ('private_conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['member', '-id'], name='notification_unread'), models.Index(models.F('member'), models.ExpressionWrapper(models.Q(('read_at__isnull', False)), models.BooleanField()), models.OrderBy(models.F('id'), descending=True), name='notification_rows')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['mention', 'reply', 'watched'])), fields=('topic', 'number', 'member'), name='notification_post_once'), models.UniqueConstraint(condition=models.Q(('kind__in', ['mention', 'reply', 'watched'])), fields=('room', 'number', 'member'), name='notification_message_once'), models.UniqueConstraint(fields=('topic', 'number', 'member', 'kind', 'by', 'text', 'mark'), name='notification_topic_change_once'), models.UniqueConstraint(fields=('room', 'number', 'member', 'kind', 'by', 'text', 'mark'), name='notification_room_change_once'), models.UniqueConstraint(condition=models.Q(('room', None), ('topic', None)), fields=('member', 'kind', 'mark'), name='notification_account_change_once'), models.CheckConstraint(condition=models.Q(('topic', None), ('room', None), _connector='OR'), name='notification_about_one_thing'), models.UniqueConstraint(condition=models.Q(('kind', 'report')), fields=('report', 'member'), name='notification_report_once')],
            },
        ),
    ]
