"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0009_facilitates'), ('accounts', '0010_words_of_the_interface'), ('accounts', '0011_community_refused'), ('accounts', '0012_hears_reactions'), ('accounts', '0013_texts_emptied'), ('accounts', '0014_profile_picture'), ('accounts', '0015_accepted_version'), ('accounts', '0016_trust'), ('accounts', '0017_private_notes'), ('accounts', '0018_blocked_ids')]

    dependencies = [
        ('accounts', '0008_email_domains_in_ascii'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='facilitates',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
        migrations.AlterField(
            model_name='member',
            name='email',
            field=models.EmailField(max_length=254, unique=True, verbose_name='e-mail address'),
        ),
        migrations.AlterField(
            model_name='member',
            name='handle',
            field=models.CharField(max_length=30, null=True, unique=True, verbose_name='username'),
        ),
        migrations.AlterField(
            model_name='member',
            name='organisation',
            field=models.CharField(blank=True, max_length=120, verbose_name='organization'),
        ),
        migrations.AlterField(
            model_name='member',
            name='side',
            field=models.CharField(blank=True, choices=[('government', 'Government'), ('employers', 'Employers'), ('workers', 'Workers')], max_length=10, verbose_name='group'),
        ),
        migrations.AddField(
            model_name='member',
            name='community_refused',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('closed_at', None), ('community_confirmed', False), ('community_refused', False), models.Q(('community', ''), _negated=True)), fields=['id'], name='member_unconfirmed'),
        ),
        migrations.AddField(
            model_name='member',
            name='texts_emptied_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='picture',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='member',
            name='accepted_version',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='member',
            name='trust_due_at',
            field=models.DateTimeField(db_default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='trust_level',
            field=models.PositiveSmallIntegerField(choices=[(0, 'New member'), (1, 'Member'), (2, 'Trusted member')], db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='member',
            name='hears_reactions',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('trust_due_at__isnull', False)), fields=['trust_due_at'], name='member_trust_due'),
        ),
        migrations.AddField(
            model_name='member',
            name='takes_private_notes',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='member',
            name='blocked_ids',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
    ]
