"""Adds the kind of statements about removed profile pictures.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statement',
            name='kind',
            field=models.CharField(choices=[('post', 'Your post was hidden'), ('message', 'Your message was hidden'), ('topic', 'Your topic was hidden'), ('edited', 'Your post was edited'), ('silenced', 'You can read but not write for some time'), ('suspend', 'Your account was suspended'), ('refused', 'Your community was not confirmed'), ('picture', 'Your profile picture was removed')], editable=False, max_length=8),
        ),
    ]
