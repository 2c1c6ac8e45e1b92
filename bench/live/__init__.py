"""What the live layer bears: real chat messages, posted by signed-in members, on their way to thousands of sockets.

Every figure stands beside its floor, measured a minute before or after with the same clients: the bare `websockets`
library for delivery, a bare Daphne consumer for what an open socket costs. See __main__ for the command.
"""
