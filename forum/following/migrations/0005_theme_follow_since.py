"""Adds ThemeFollow.since, when a member began to follow a theme.

Locks: the table, for a moment. Rows: all follows of themes, which get the time when the member
joined. Reversible: yes. Old release works beside it: yes, the database fills in the time.
"""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now


def follow_since_joining(apps, schema_editor):
    """Nothing that is unread today disappears."""
    member_model = apps.get_model("accounts", "Member")
    joined_at = member_model.objects.filter(pk=OuterRef("member")).values("joined_at")[:1]
    apps.get_model("following", "ThemeFollow").objects.update(since=Subquery(joined_at))


class Migration(migrations.Migration):
    dependencies = [("following", "0004_rename_positions")]

    operations = [
        migrations.AddField("themefollow", "since", models.DateTimeField(db_default=Now())),
        migrations.RunPython(follow_since_joining, migrations.RunPython.noop, elidable=True),
    ]
