"""Fills Member.facilitates from the facilitators of all themes.

Locks: none. Rows: the facilitators. Reversible: yes (nothing to undo).
Old release works beside it: yes. It does not show the mark of a facilitator.
"""

from django.db import migrations


def fill(apps, schema_editor):
    Theme = apps.get_model("themes", "Theme")
    Member = apps.get_model("accounts", "Member")
    theme_ids_by_member = {}
    roles = Theme.facilitators.through.objects.order_by("theme_id")
    for member_id, theme_id in roles.values_list("member_id", "theme_id"):
        theme_ids_by_member.setdefault(member_id, []).append(theme_id)
    for member_id, theme_ids in theme_ids_by_member.items():
        Member.objects.filter(pk=member_id).update(facilitates=theme_ids)


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0002_rename_facilitated_themes"),
        ("accounts", "0009_facilitates"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
