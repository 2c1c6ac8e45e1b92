"""Damage to the search index and its vocabulary."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "search-entries",
        "the search lacks a post",
        "DELETE FROM search_entry WHERE kind = 'post' AND key = {second}",
        "The search entry of post {second} is missing or not up to date",
    ),
    Damage(
        "search-entries",
        "the search has other words of a topic",
        "UPDATE search_entry SET words = 'wrong', title = 'wrong' WHERE kind = 'topic'",
        "The search entry of topic {topic} is missing or not up to date",
    ),
    Damage(
        "search-entries search-orphans",
        "the search has an entry of a post that does not exist",
        "UPDATE search_entry SET key = 987654 WHERE kind = 'post' AND key = {second}",
        "Search has an entry of post 987654, which is removed or missing",
    ),
    Damage(
        "search-vocabulary",
        "the vocabulary has lost its words",
        "DELETE FROM search_trigram; DELETE FROM search_word",
        "The vocabulary lacks ",
    ),
    Damage(
        "search-word-counts",
        "the vocabulary counts too many entries with a word",
        "UPDATE search_word SET entry_count = 50 WHERE word = 'cooperative'",
        "The vocabulary counts 50 entries with cooperative, but ",
    ),
    Damage(
        "search-word-counts",
        "the vocabulary has a word that no entry has",
        "INSERT INTO search_word (word, entry_count) VALUES ('never', 3)",
        "The vocabulary counts 3 entries with never, but 0 have it",
    ),
    Damage(
        "search-trigrams",
        "words have lost their trigrams",
        "DELETE FROM search_trigram",
        "Search does not correct a misspelt ",
    ),
]

# FTS5 keeps its index beside the table; PostgreSQL's index is part of it.
ONLY_ON_SQLITE = [
    Damage(
        "search-index",
        "the full-text index lacks an entry",
        "INSERT INTO search_index(search_index, rowid, title, words, marks)"
        " SELECT 'delete', id, title, words, marks FROM search_entry"
        " WHERE kind = 'post' AND key = {second}",
        "The full-text index of SQLite lacks post {second}",
    ),
]
