"""Adds Report.member, Report.rule, more outcomes, and Assignment.

Locks: reports_report, while the database checks the new constraint. Rows: none. Reversible: yes,
while nobody has reported a profile. Old release works beside it: yes; its list has a row without
a text for a reported profile.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ABOUT_ONE_THING = (
    Q(post__isnull=False, message__isnull=True, member__isnull=True)
    | Q(post__isnull=True, message__isnull=False, member__isnull=True)
    | Q(post__isnull=True, message__isnull=True, member__isnull=False)
)
RULES = [
    (0, 'Something else'),
    (1, '1. Speak about the matter, not about the person'),
    (2, '2. Say where your facts come from'),
    (3, '3. Write simply'),
    (4, '4. Choose the community that is truly yours'),
    (5, '5. No insults, threats or harassment'),
    (6, '6. Nothing that identifies others or was told in confidence'),
    (7, '7. No advertising, no campaigns, no repeated texts'),
    (8, '8. Do not pretend to be somebody else'),
    (9, '9. Do not copy the work of others as your own'),
]
OUTCOMES = [
    ('unchanged', 'nothing changed'),
    ('edited', 'edited'),
    ('hidden', 'hidden'),
    ('deleted', 'deleted by its author'),
    ('moved', 'topic moved'),
    ('warned', 'author warned'),
    ('silenced', 'author silenced'),
    ('suspended', 'author suspended'),
    ('closed', 'account closed'),
]


def to_member(**options):
    return models.ForeignKey(editable=False, related_name='+', to=settings.AUTH_USER_MODEL, **options)


def only_one(to):
    return models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=to)


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0004_restorable'),
        ('reports', '0001_initial'),
        ('topics', '0009_topic_hidden_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='report', name='report_about_one_text'),
        migrations.AddField(
            model_name='report',
            name='member',
            field=to_member(null=True, on_delete=django.db.models.deletion.PROTECT),
        ),
        migrations.AddField(
            model_name='report',
            name='rule',
            field=models.PositiveSmallIntegerField(choices=RULES, db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='report',
            name='outcome',
            field=models.CharField(blank=True, choices=OUTCOMES, editable=False, max_length=9),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=ABOUT_ONE_THING, name='report_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=Q(('handled_at', None)), fields=('member', 'reporter'), name='report_of_member_once'),
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', only_one('topics.post')),
                ('message', only_one('chat.message')),
                ('member', only_one(settings.AUTH_USER_MODEL)),
                ('assignee', to_member(null=True, on_delete=django.db.models.deletion.CASCADE)),
                ('by', to_member(on_delete=django.db.models.deletion.CASCADE)),
                ('note', models.CharField(blank=True, editable=False, max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.CheckConstraint(condition=ABOUT_ONE_THING, name='assignment_about_one_thing')],
            },
        ),
    ]
