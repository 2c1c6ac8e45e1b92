"""Adds Member.draft_places. Locks: the table, for a moment. Rows: none. Reversible: yes.
Old release works beside it: no; it was made before the first
release.
"""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_list_of_members'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='draft_places',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
