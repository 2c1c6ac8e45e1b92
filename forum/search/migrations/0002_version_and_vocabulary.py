"""Adds Entry.version, and the words of the index with their trigrams.

The version has no default: SQLite would copy the table, and lose its triggers.

Locks: search_entry, while PostgreSQL builds an index over two numbers of each entry; only the
worker writes there. Rows: none. The worker writes all entries again, a batch at a time, because
they have an older version. Reversible: yes. Old release works beside it: yes; entries that it
writes get their new stems with the next change, or by manage.py doctor.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='version',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['version', 'id'], name='entry_version'),
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=24, unique=True)),
                ('entry_count', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Trigram',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trigram', models.CharField(max_length=3)),
                ('length', models.PositiveSmallIntegerField()),
                ('word', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='search.word')),
            ],
            options={
                'indexes': [models.Index(fields=['trigram', 'length', 'word'], name='similar')],
            },
        ),
    ]
