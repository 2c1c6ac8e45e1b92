"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reports', '0001_initial'), ('reports', '0002_profiles_and_assignments'), ('reports', '0003_agreed_at'), ('reports', '0004_private_notes')]

    initial = True

    dependencies = [
        ('chat', '0003_continues'),
        ('chat', '0004_restorable'),
        ('chat', '0005_reactions'),
        ('private_notes', '0001_initial'),
        ('topics', '0007_newest'),
        ('topics', '0009_topic_hidden_why'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
                ('message', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('member', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assignee', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.CharField(blank=True, editable=False, max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('private_note', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privatenote')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), models.Q(('member__isnull', False), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', True)), _connector='OR'), name='assignment_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(editable=False)),
                ('source', models.TextField(blank=True, editable=False)),
                ('why', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('handled_at', models.DateTimeField(editable=False, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('unchanged', 'nothing changed'), ('edited', 'edited'), ('hidden', 'hidden'), ('deleted', 'deleted by its author'), ('moved', 'topic moved'), ('warned', 'author warned'), ('silenced', 'author silenced'), ('suspended', 'author suspended'), ('closed', 'account closed')], editable=False, max_length=9)),
                ('handled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
                ('reporter', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.PositiveSmallIntegerField(choices=[(0, 'Something else'), (1, '1. Speak about the matter, not about the person'), (2, '2. Say where your facts come from'), (3, '3. Write simply'), (4, '4. Choose the community that is truly yours'), (5, '5. No insults, threats or harassment'), (6, '6. Nothing that identifies others or was told in confidence'), (7, '7. No advertising, no campaigns, no repeated texts'), (8, '8. Do not pretend to be somebody else'), (9, '9. Do not copy the work of others as your own')], db_default=0, default=0, editable=False)),
                ('agreed_at', models.DateTimeField(editable=False, null=True)),
                ('private_note', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='private_notes.privatenote')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(models.ExpressionWrapper(models.Q(('handled_at__isnull', False)), models.BooleanField()), models.OrderBy(models.F('id'), descending=True), name='report_rows'), models.Index(fields=['handled_at'], name='report_by_decision')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('handled_at', None), ('outcome', '')), models.Q(('handled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='report_handled_with_outcome'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('post', 'reporter'), name='report_of_post_once'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('message', 'reporter'), name='report_of_message_once'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('member', 'reporter'), name='report_of_member_once'), models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), models.Q(('member__isnull', False), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', True)), _connector='OR'), name='report_about_one_thing'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('private_note', 'reporter'), name='report_of_note_once')],
            },
        ),
    ]
