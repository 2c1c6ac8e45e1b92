"""Folds Member.found_by again: ł, ø, œ and ı are spelt out, and apostrophes are left out.

Locks: none. Rows: all members, 1,000 at a time. Reversible: yes (nothing to undo).
Old release works beside it: yes. A name that it changes is folded in its way until the next change.
"""

from django.db import migrations

from collective_brain.i18n import folding


def fold_again(apps, schema_editor):
    Member = apps.get_model("accounts", "Member")
    changed = []
    for member in Member.objects.filter(closed_at=None).only("name", "handle").iterator():
        handle = member.handle or ""
        member.found_by = f"{folding.fold_name(member.name)[:160]} {handle.lower()}".strip()
        changed.append(member)
    Member.objects.bulk_update(changed, ["found_by"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_code_step"),
    ]

    operations = [
        migrations.RunPython(fold_again, migrations.RunPython.noop, elidable=True),
    ]
