"""What the rules about posts and messages share (decision 10)."""

ANY_REASON = "-"  # the reason when a rule is only asked whether to show a form
