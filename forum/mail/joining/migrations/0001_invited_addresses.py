"""Adds InvitedAddress.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
import django.utils.timezone
import forum.mail.incoming.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('invitations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InvitedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('key', models.CharField(default=forum.mail.incoming.models.new_key, max_length=26, unique=True)),
                ('language', models.CharField(max_length=10)),
                ('community', models.CharField(blank=True, choices=[('academic', 'Academic'), ('practitioner', 'Practitioner'), ('constituent', 'Constituent')], max_length=20)),
                ('side', models.CharField(blank=True, choices=[('government', 'Government'), ('employers', 'Employers'), ('workers', 'Workers')], max_length=20)),
                ('invited_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('answer_id', models.CharField(blank=True, max_length=252)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited_addresses', to='invitations.invitation')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['email'], name='mail_invited_address')],
                'constraints': [models.UniqueConstraint(fields=('invitation', 'email'), name='mail_invited_once')],
            },
        ),
    ]
