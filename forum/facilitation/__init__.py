"""What facilitators do with a topic: pin, close, retitle, move and hide it.

This package may import topics and the packages below it. Start reading with actions.
"""
