"""What every slice may raise."""


class Refused(Exception):
    """A write that was not done; its text is a sentence for the member, in their language."""
