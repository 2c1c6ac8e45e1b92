"""Adds Member.community_refused, and an index of the members with a community to confirm.

Locks: members, while the index is built (a second for 100,000 members). Rows: none. Reversible: yes.
Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_words_of_the_interface'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='community_refused',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('closed_at', None), ('community_confirmed', False), ('community_refused', False), models.Q(('community', ''), _negated=True)), fields=['id'], name='member_unconfirmed'),
        ),
    ]
