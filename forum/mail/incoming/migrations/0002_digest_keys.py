"""Lets a ReplyKey be about a digest: about no topic, theme or enquiry.

Locks: ReplyKey while its rows are checked, about a second for a million. Rows: none. Reversible: yes,
if no digest was sent. Old release works beside it: yes, but it takes answers to digests later.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0001_initial'),
        ('incoming_mail', '0001_incoming'),
        ('themes', '0004_archived'),
        ('topics', '0009_topic_hidden_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='replykey',
            name='reply_key_about_one_thing',
        ),
        migrations.AddConstraint(
            model_name='replykey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enquiry', None), ('theme', None), ('topic__isnull', False)), models.Q(('enquiry', None), ('theme__isnull', False), ('topic', None)), models.Q(('enquiry__isnull', False), ('theme', None), ('topic', None)), models.Q(('enquiry', None), ('theme', None), ('topic', None)), _connector='OR'), name='reply_key_about_one_thing'),
        ),
    ]
