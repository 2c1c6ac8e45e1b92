"""Full-text search of topics, posts, chat messages and members.

It imports chat, topics, contributions and themes; composing imports it. Start reading in views.py
and searches.py, then in indexing.py for how the index is written.
"""
