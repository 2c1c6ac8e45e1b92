"""Adds Topic.note, the note of the facilitators, and Post.is_wiki.

Locks: topics and posts, for a moment. Rows: the slugs of topics that are called "Note", because the
word has another meaning in the place of a slug. Reversible: yes. Old
release works beside it: yes.
"""

from django.db import migrations, models


def rename_reserved_slug(apps, _schema_editor):
    apps.get_model("topics", "Topic").objects.filter(slug="note").update(slug="topic-note")


class Migration(migrations.Migration):
    dependencies = [("topics", "0013_questions")]

    operations = [
        migrations.AddField(
            "topic",
            "note",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=500),
        ),
        migrations.AddField(
            "post",
            "is_wiki",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunPython(rename_reserved_slug, migrations.RunPython.noop, elidable=True),
    ]
