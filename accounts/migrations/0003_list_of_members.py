"""Adds Member.found_by (name and handle, folded) with its index.

Locks: the table, while PostgreSQL builds one index over the members. Rows: all, 1,000 at a time.
Reversible: yes. Old release works beside it: no; it was made before the first
release.
"""

from django.db import migrations, models

from collective_brain.i18n import folding


def fill(apps, schema_editor):
    Member = apps.get_model("accounts", "Member")
    changed = []
    for member in Member.objects.filter(closed_at=None).only("name", "handle").iterator():
        member.found_by = folding.fold_name(f"{member.name} {member.handle or ''}")[:200]
        changed.append(member)
    Member.objects.bulk_update(changed, ["found_by"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_privacy"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="found_by",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["found_by"], name="member_list"),
        ),
    ]
