"""Adds Report. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0003_continues'),
        ('topics', '0007_newest'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(editable=False)),
                ('source', models.TextField(blank=True, editable=False)),
                ('why', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('handled_at', models.DateTimeField(editable=False, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('unchanged', 'nothing changed'), ('edited', 'edited'), ('hidden', 'hidden'), ('deleted', 'deleted by its author')], editable=False, max_length=9)),
                ('handled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
                ('reporter', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(models.ExpressionWrapper(models.Q(('handled_at__isnull', False)), models.BooleanField()), models.OrderBy(models.F('id'), descending=True), name='report_rows'), models.Index(fields=['handled_at'], name='report_by_decision')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', False), ('post', None)), models.Q(('message', None), ('post__isnull', False)), _connector='OR'), name='report_about_one_text'), models.CheckConstraint(condition=models.Q(models.Q(('handled_at', None), ('outcome', '')), models.Q(('handled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='report_handled_with_outcome'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('post', 'reporter'), name='report_of_post_once'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('message', 'reporter'), name='report_of_message_once')],
            },
        ),
    ]
