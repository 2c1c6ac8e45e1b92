"""Names the level "normal" "Replies only" in the choices of two columns.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models

LEVELS = [
    ("muted", "Muted"),
    ("normal", "Replies only"),
    ("tracking", "Tracking"),
    ("watching", "Watching"),
]


class Migration(migrations.Migration):
    dependencies = [("following", "0005_theme_follow_since")]

    operations = [
        migrations.AlterField(
            "readposition", "level", models.CharField(blank=True, choices=LEVELS, max_length=8)
        ),
        migrations.AlterField("themefollow", "level", models.CharField(choices=LEVELS, max_length=8)),
    ]
