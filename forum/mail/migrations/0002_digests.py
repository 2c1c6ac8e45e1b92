"""Adds DigestPlan, PlaceChoice, MailItem.alone, and three columns of MailSettings.

Locks: MailItem while its rows are checked, about a second for a million. Rows: a new one for each
open account, 5,000 at a time. Reversible: yes; digests that wait are deleted. Old release works
beside it: yes, but it does not send digests.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

BATCH = 5_000


def plan_digests(apps, schema_editor):
    """The worker finds out when each member gets the first digest."""
    DigestPlan = apps.get_model("mail", "DigestPlan")
    Member = apps.get_model("accounts", "Member")
    now = timezone.now()
    keys = Member.objects.filter(closed_at=None).values_list("pk", flat=True)
    plans = (DigestPlan(member_id=key, due_at=now) for key in keys.iterator(BATCH))
    DigestPlan.objects.bulk_create(plans, batch_size=BATCH, ignore_conflicts=True)


def delete_digests(apps, schema_editor):
    apps.get_model("mail", "MailItem").objects.filter(kind="digest").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_community_refused'),
        ('enquiries', '0001_initial'),
        ('mail', '0001_outgoing'),
        ('themes', '0004_archived'),
        ('topics', '0009_topic_hidden_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestPlan',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PlaceChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('every', 'Each post alone'), ('at_once', 'At once'), ('digest', 'In the digest'), ('never', 'Never')], max_length=8)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='mailitem',
            name='mail_item_about_one_thing',
        ),
        migrations.AddField(
            model_name='mailitem',
            name='alone',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='mailsettings',
            name='question',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='site', default='weekly', max_length=8),
        ),
        migrations.AddField(
            model_name='mailsettings',
            name='tracked',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], db_default='site', default='weekly', max_length=8),
        ),
        migrations.AddField(
            model_name='mailsettings',
            name='weekday',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='mailitem',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('chosen', 'New posts of themes and topics for which you chose e-mails'), ('watched', 'A new post in what you watch'), ('tracked', 'A new post in what you track'), ('topic', 'A new topic in a theme that you follow'), ('question', 'A topic in your languages without an answer'), ('digest', 'The digest: one e-mail with everything that is new')], max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='mailsettings',
            name='mention',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailsettings',
            name='message',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailsettings',
            name='reply',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='at_once', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailsettings',
            name='topic',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='weekly', max_length=8),
        ),
        migrations.AlterField(
            model_name='mailsettings',
            name='watched',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'Only on the site')], default='weekly', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='mailitem',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'digest')), fields=('member', 'number'), name='mail_item_of_day_once'),
        ),
        migrations.AddConstraint(
            model_name='mailitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('topic', None), ('enquiry', None), _connector='XOR'), models.Q(('enquiry', None), ('kind', 'digest'), ('topic', None)), _connector='OR'), name='mail_item_about_one_place'),
        ),
        migrations.AddIndex(
            model_name='digestplan',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='mail_digest_due'),
        ),
        migrations.AddField(
            model_name='placechoice',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='placechoice',
            name='theme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='placechoice',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic'),
        ),
        migrations.AddConstraint(
            model_name='placechoice',
            constraint=models.UniqueConstraint(fields=('member', 'theme'), name='mail_choice_of_theme_once'),
        ),
        migrations.AddConstraint(
            model_name='placechoice',
            constraint=models.UniqueConstraint(fields=('member', 'topic'), name='mail_choice_of_topic_once'),
        ),
        migrations.AddConstraint(
            model_name='placechoice',
            constraint=models.CheckConstraint(condition=models.Q(('theme', None), ('topic', None), _connector='XOR'), name='mail_choice_of_one_place'),
        ),
        migrations.RunPython(plan_digests, delete_digests, elidable=True),
    ]
