"""What members follow, how far they have read, and the Following page.

May import accounts, topics, chat and themes; notifications build on it. Start reading in
levels.py and models.py.
"""
