"""Adds MailDomain, DomainDay and MailAddress.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0011_community_refused'),
    ]

    operations = [
        migrations.CreateModel(
            name='DomainDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('day', models.DateField()),
                ('sent', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('bounced', models.PositiveIntegerField(default=0)),
                ('complaints', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'domain'), name='mail_domain_day_once')],
            },
        ),
        migrations.CreateModel(
            name='MailAddress',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('points', models.PositiveSmallIntegerField(default=0)),
                ('bounced_on', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, choices=[('bounces', 'e-mails did not arrive'), ('complaint', 'an e-mail was reported as unwanted')], max_length=9)),
            ],
            options={
                'indexes': [models.Index(fields=['-stopped_at'], name='mail_address_stopped')],
            },
        ),
        migrations.CreateModel(
            name='MailDomain',
            fields=[
                ('domain', models.CharField(max_length=253, primary_key=True, serialize=False)),
                ('waits_until', models.DateTimeField(null=True)),
                ('minute_began', models.DateTimeField(null=True)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['waits_until'], name='mail_domain_waits')],
            },
        ),
    ]
