"""What the figures are held against: the least that such a server can do."""
