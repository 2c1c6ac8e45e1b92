"""Invitations by e-mail: an answer to one creates the account (decision 91).

Start with actions.py (invite, join), then messages.py (the mails) and
forum/mail/incoming/invitation_answers.py (what becomes of an answer).
"""
