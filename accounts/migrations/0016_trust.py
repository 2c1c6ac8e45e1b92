"""Adds Member.trust_level and Member.trust_due_at. Existing members begin as members.

The worker then computes their levels, a hundred at a time. Locks: the table, while PostgreSQL builds
an index over the members. Rows: all, in one statement. Reversible: yes. Old release works beside it:
yes.
"""

from django.db import migrations, models
from django.utils import timezone


def begin_as_members(apps, schema_editor):
    apps.get_model("accounts", "Member").objects.filter(closed_at=None).update(
        trust_level=1, trust_due_at=timezone.now()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_accepted_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='trust_due_at',
            field=models.DateTimeField(db_default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='trust_level',
            field=models.PositiveSmallIntegerField(choices=[(0, 'New member'), (1, 'Member'), (2, 'Trusted member')], db_default=0, default=0, editable=False),
        ),
        migrations.RunPython(begin_as_members, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('trust_due_at__isnull', False)), fields=['trust_due_at'], name='member_trust_due'),
        ),
    ]
