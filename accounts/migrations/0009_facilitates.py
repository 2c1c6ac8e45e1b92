"""Adds Member.facilitates. Locks: the table, for a moment. Rows: none. Reversible: yes.

Old release works beside it: yes. Themes fill the column (themes 0003).
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_email_domains_in_ascii"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="facilitates",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()), default=list, editable=False
            ),
        ),
    ]
