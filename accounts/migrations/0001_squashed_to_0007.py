"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_privacy'), ('accounts', '0003_list_of_members'), ('accounts', '0004_draft_places'), ('accounts', '0005_code_step'), ('accounts', '0006_fold_names_again'), ('accounts', '0007_retired_handles')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('handle', models.CharField(max_length=30, null=True, unique=True, verbose_name='handle')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='display name')),
                ('community', models.CharField(blank=True, choices=[('academic', 'Academic'), ('practitioner', 'Practitioner'), ('constituent', 'Constituent')], max_length=12, verbose_name='community')),
                ('side', models.CharField(blank=True, choices=[('government', 'Government'), ('employers', 'Employers'), ('workers', 'Workers')], max_length=10, verbose_name='side')),
                ('community_confirmed', models.BooleanField(default=False, verbose_name='community confirmed by an administrator')),
                ('organisation', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('language', models.CharField(blank=True, max_length=5, verbose_name='language of the site')),
                ('time_zone', models.CharField(default='UTC', max_length=40, verbose_name='time zone')),
                ('bio', models.TextField(blank=True, verbose_name='about you')),
                ('email_confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('silenced_until', models.DateTimeField(blank=True, null=True, verbose_name='silenced until')),
                ('suspended_until', models.DateTimeField(blank=True, null=True, verbose_name='suspended until')),
                ('sanction_reason', models.CharField(blank=True, max_length=300, verbose_name='reason told to the member')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration account')),
                ('is_staff', models.BooleanField(default=False, verbose_name='administrator')),
                ('is_active', models.BooleanField(default=True, editable=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('last_seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('last_seen_for', models.CharField(choices=[('nobody', 'Nobody'), ('members', 'Members who have signed in'), ('everyone', 'Everyone')], default='nobody', max_length=8)),
                ('listed_for', models.CharField(choices=[('nobody', 'Nobody'), ('members', 'Members who have signed in'), ('everyone', 'Everyone')], default='members', max_length=8)),
                ('shows_presence', models.BooleanField(default=True)),
                ('found_by', models.CharField(default='', editable=False, max_length=200)),
                ('draft_places', models.JSONField(blank=True, default=list, editable=False)),
                ('code_step', models.BigIntegerField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('handle'), name='member_handle_any_case')],
                'indexes': [models.Index(fields=['found_by'], name='member_list')],
            },
        ),
        migrations.CreateModel(
            name='RetiredHandle',
            fields=[
                ('digest', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
            ],
        ),
    ]
