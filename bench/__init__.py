"""What the house can bear: each figure comes from a command here (docs/performance.md)."""
