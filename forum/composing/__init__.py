"""What helps who writes: members and topics to name, the title behind a link of ours, topics like a new one.

No tables; it only asks. It works without a connection as "nothing offered", and without a script not at all.
"""
