"""Adds Post.moved_to, the place of a post that left a topic, and Topic.merged_into.

Locks: topics and posts, while the empty columns are checked. Rows: the slugs of topics that are
called "Split" or "Merge", because these words have another meaning in the place of a slug.
Reversible: yes, if no post was moved. Old release works beside it: yes.
"""

import django.db.models.deletion
from django.db import migrations, models


def rename_reserved_slugs(apps, _schema_editor):
    topics = apps.get_model("topics", "Topic").objects
    for slug in ("split", "merge"):
        topics.filter(slug=slug).update(slug=f"topic-{slug}")


class Migration(migrations.Migration):
    dependencies = [("topics", "0014_notes_and_wikis")]

    operations = [
        migrations.AddField(
            "topic",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="topics.topic",
            ),
        ),
        migrations.AddField(
            "post",
            "moved_to",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placeholders",
                to="topics.post",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=models.Q(("moved_to__isnull", False)),
                fields=["moved_to"],
                name="post_placeholder",
            ),
        ),
        migrations.RunPython(rename_reserved_slugs, migrations.RunPython.noop, elidable=True),
    ]
