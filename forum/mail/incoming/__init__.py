"""Mail that members send to the site: their answers become posts (decision 81).

It may import accounts, and every package of the forum that forum/mail may import. Start reading in
receiving.py: every way by which a mail can come calls `receive`.
"""
