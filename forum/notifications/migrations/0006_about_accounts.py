"""Adds notifications about an account, which have no topic and no room.

Locks: writes to notifications, while an index and a check are added (seconds for 1,000,000 rows).
Rows: none. Reversible: yes, once notifications about accounts are deleted. Old release works beside
it: yes; it counts a notification about an account as unread, but does not list it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0004_restorable'),
        ('notifications', '0005_changed_topics'),
        ('themes', '0003_fill_facilitates'),
        ('topics', '0008_restorable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_about_one_line',
        ),
        migrations.AddField(
            model_name='notification',
            name='theme',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote'), ('moved', '%(name)s moved your topic to another theme'), ('retitled', '%(name)s changed the title of your topic'), ('closed', '%(name)s closed your topic to replies'), ('untold', 'You mentioned too many members at once. These have not been notified:'), ('confirm', '%(name)s confirmed your community'), ('refused', '%(name)s could not confirm your community'), ('silenced', '%(name)s silenced you: you can read but not write'), ('suspend', '%(name)s suspended your account'), ('lifted', '%(name)s lifted the sanction: you can use your account as before'), ('role', '%(name)s made you a facilitator'), ('role_end', '%(name)s ended your role as a facilitator')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(condition=models.Q(('room', None), ('topic', None)), fields=('member', 'kind', 'mark'), name='notification_account_change_once'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('topic', None), ('room', None), _connector='OR'), name='notification_about_one_thing'),
        ),
    ]
