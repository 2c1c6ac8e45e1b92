"""The exception that every package may raise."""


class Refused(Exception):
    """A write that a rule does not allow.

    The text of the exception is a sentence for the member, in their language.
    """
