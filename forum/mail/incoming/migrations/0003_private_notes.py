"""Adds ReplyKey.private_conversation.

Locks: writes to keys, while the index is built. Rows: none. Reversible: yes, when no such key is
left. Old release works beside it: yes; it takes an answer to a private note for one to a digest,
finds no topic in it, and refuses it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0001_initial'),
        ('incoming_mail', '0002_digest_keys'),
        ('private_notes', '0001_initial'),
        ('themes', '0005_groups'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='replykey',
            name='reply_key_about_one_thing',
        ),
        migrations.AddField(
            model_name='replykey',
            name='private_conversation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation'),
        ),
        migrations.AddConstraint(
            model_name='replykey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', True)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', False)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', True), ('theme__isnull', False), ('topic__isnull', True)), models.Q(('enquiry__isnull', False), ('private_conversation__isnull', True), ('theme__isnull', True), ('topic__isnull', True)), models.Q(('enquiry__isnull', True), ('private_conversation__isnull', False), ('theme__isnull', True), ('topic__isnull', True)), _connector='OR'), name='reply_key_about_one_thing'),
        ),
    ]
