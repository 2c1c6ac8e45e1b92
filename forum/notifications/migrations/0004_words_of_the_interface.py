"""Changes the label of a kind of notification. Locks: none. Rows: none. Reversible: yes.

Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_once_for_a_post'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote'), ('untold', 'You mentioned too many members at once. These have not been notified:')], max_length=8),
        ),
    ]
