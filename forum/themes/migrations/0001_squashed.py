"""Creates the tables of this package as the migrations that it replaces leave them.

New sites run it instead of them, in less time. Locks: none. Rows: none. Reversible: yes. Old release
works beside it: yes; a site that has run the replaced migrations does not run it.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('themes', '0001_initial'), ('themes', '0002_rename_facilitated_themes'), ('themes', '0003_fill_facilitates'), ('themes', '0004_archived'), ('themes', '0005_groups'), ('themes', '0006_first_posts_wait')]

    initial = True

    dependencies = [
        ('accounts', '0009_facilitates'),
        ('groups', '0001_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_es', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_fr', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_pt', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('description', models.TextField(max_length=1000, verbose_name='description')),
                ('description_en', models.TextField(max_length=1000, null=True, verbose_name='description')),
                ('description_es', models.TextField(max_length=1000, null=True, verbose_name='description')),
                ('description_fr', models.TextField(max_length=1000, null=True, verbose_name='description')),
                ('description_pt', models.TextField(max_length=1000, null=True, verbose_name='description')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='order')),
                ('colour', models.CharField(default='#1E3A8A', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9A-Fa-f]{6}$')], verbose_name='colour')),
                ('topic_count', models.PositiveIntegerField(default=0, editable=False)),
                ('post_count', models.PositiveIntegerField(default=0, editable=False)),
                ('last_post_at', models.DateTimeField(editable=False, null=True)),
                ('facilitators', models.ManyToManyField(blank=True, related_name='facilitated_themes', to=settings.AUTH_USER_MODEL, verbose_name='facilitators')),
                ('archived_at', models.DateTimeField(editable=False, null=True)),
                ('reading_group', models.ForeignKey(db_default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reading_themes', to='groups.group')),
                ('writing_group', models.ForeignKey(db_default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='writing_themes', to='groups.group')),
                ('first_posts_wait', models.BooleanField(db_default=False, default=False, editable=False)),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['order', 'slug'],
            },
        ),
    ]
