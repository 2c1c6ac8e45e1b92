"""Adds Report.private_note and Assignment.private_note.

Locks: writes to reports, while the constraints are checked. Rows: none. Reversible: yes, when no
report of a private note is left. Old release works beside it: yes, but it fails to show such a
report.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0005_reactions'),
        ('private_notes', '0001_initial'),
        ('reports', '0003_agreed_at'),
        ('topics', '0013_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_about_one_thing',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_about_one_thing',
        ),
        migrations.AddField(
            model_name='assignment',
            name='private_note',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privatenote'),
        ),
        migrations.AddField(
            model_name='report',
            name='private_note',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='private_notes.privatenote'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), models.Q(('member__isnull', False), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', True)), _connector='OR'), name='assignment_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', False), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', False), ('post__isnull', True), ('private_note__isnull', True)), models.Q(('member__isnull', True), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', False)), models.Q(('member__isnull', False), ('message__isnull', True), ('post__isnull', True), ('private_note__isnull', True)), _connector='OR'), name='report_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('private_note', 'reporter'), name='report_of_note_once'),
        ),
    ]
