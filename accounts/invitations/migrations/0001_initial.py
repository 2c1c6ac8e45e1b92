"""Adds Invitation. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import accounts.invitations.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=accounts.invitations.models.new_token, editable=False, max_length=32, unique=True)),
                ('event_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('places', models.PositiveIntegerField()),
                ('used', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
            },
        ),
    ]
