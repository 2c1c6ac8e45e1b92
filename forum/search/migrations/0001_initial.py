"""Creates Entry, and the full-text index of each database.

Locks: none. Rows: none (manage.py doctor writes them). Reversible: yes.
Old release works beside it: yes.

Django replaces the table when a later migration changes Entry on SQLite. That migration must create
the triggers again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# FTS5 stores only an index of the words. The triggers keep it equal to the table.
SQLITE = [
    """CREATE VIRTUAL TABLE search_index USING fts5(
        title, words, marks, content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_index(rowid, title, words, marks) VALUES (new.id, new.title, new.words, new.marks);
    END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_index(search_index, rowid, title, words, marks)
        VALUES ('delete', old.id, old.title, old.words, old.marks);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_index(search_index, rowid, title, words, marks)
        VALUES ('delete', old.id, old.title, old.words, old.marks);
        INSERT INTO search_index(rowid, title, words, marks) VALUES (new.id, new.title, new.words, new.marks);
    END""",
]
# The marks are between the title and the words, so that no phrase matches across the two.
POSTGRESQL = [
    """ALTER TABLE search_entry ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', marks) || to_tsvector('simple', words)
    ) STORED""",
    "CREATE INDEX search_entry_document ON search_entry USING gin (document)",
]


def create_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """Dropping the table also drops the triggers, the column and its index."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chat', '0001_initial'),
        ('themes', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('topic', 'Topics'), ('post', 'Posts'), ('message', 'Chat messages'), ('member', 'Members')], max_length=8)),
                ('key', models.PositiveBigIntegerField()),
                ('community', models.CharField(blank=True, max_length=12)),
                ('language', models.CharField(max_length=5)),
                ('at', models.DateTimeField()),
                ('title', models.TextField(blank=True)),
                ('words', models.TextField(blank=True)),
                ('marks', models.TextField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.room')),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='entry_once')],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
