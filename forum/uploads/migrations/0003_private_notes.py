"""Adds UploadUse.private_note.

Locks: writes to the uses of files, while the constraint is checked. Rows: none. Reversible: yes,
when no private note uses a file. Old release works beside it: yes.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0005_reactions'),
        ('private_notes', '0001_initial'),
        ('topics', '0013_questions'),
        ('uploads', '0002_partial_upload'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='uploaduse',
            name='upload_use_of_one_text',
        ),
        migrations.AddField(
            model_name='uploaduse',
            name='private_note',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privatenote'),
        ),
        migrations.AddConstraint(
            model_name='uploaduse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), _connector='OR'), name='upload_use_of_one_text'),
        ),
    ]
