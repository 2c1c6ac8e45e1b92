"""Changes the name of a kind of e-mail.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0005_private_notes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mailitem',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you'), ('reply', 'Somebody replies to you'), ('message', 'Messages with facilitators'), ('note', 'Private notes from members'), ('chosen', 'New posts of themes and topics for which you chose e-mails'), ('watched', 'A new post in what you watch'), ('tracked', 'A new post in what you track'), ('topic', 'A new topic in a theme that you follow'), ('question', 'A topic in your languages without an answer'), ('reminder', 'A bookmark that you asked to be reminded of'), ('digest', 'The digest: one e-mail with everything that is new')], max_length=8, verbose_name='kind'),
        ),
    ]
