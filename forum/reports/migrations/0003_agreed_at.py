"""Adds Report.agreed_at. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_profiles_and_assignments'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='agreed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
