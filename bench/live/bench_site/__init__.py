"""What the bench's own site has beside the house: no limits on writing, a way to push without writing, counts."""
