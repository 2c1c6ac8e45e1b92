"""Adds the kind of statement about a hidden earlier version.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes, but it shows no title
for a statement of the new kind.
"""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0005_warnings'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statement',
            name='kind',
            field=models.CharField(choices=[('post', 'Your post was hidden'), ('message', 'Your message was hidden'), ('note', 'Your private note was hidden'), ('topic', 'Your topic was hidden'), ('edited', 'Your post was edited'), ('version', 'An earlier version of your text was hidden'), ('rejected', 'Your text was not published'), ('warned', 'You got a warning'), ('silenced', 'You can read but not write for some time'), ('suspend', 'Your account was suspended'), ('refused', 'Your community was not confirmed'), ('picture', 'Your profile picture was removed')], editable=False, max_length=8),
        ),
    ]
