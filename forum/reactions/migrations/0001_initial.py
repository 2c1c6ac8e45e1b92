"""Adds Reaction. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0005_reactions'),
        ('topics', '0012_reactions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('thanks', 'Thanks'), ('agree', 'Agree'), ('useful', 'Useful in my work')], max_length=6)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.message')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.post')),
            ],
            options={
                'verbose_name': 'reaction',
                'verbose_name_plural': 'reactions',
                'indexes': [models.Index(condition=models.Q(('told_at', None)), fields=['created_at'], name='reaction_untold')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', False), ('post', None)), models.Q(('message', None), ('post__isnull', False)), _connector='OR'), name='reaction_to_one_text'), models.UniqueConstraint(fields=('post', 'member', 'kind'), name='reaction_to_post_once'), models.UniqueConstraint(fields=('message', 'member', 'kind'), name='reaction_to_message_once')],
            },
        ),
    ]
