"""What is broken on purpose while people write: nothing acknowledged is lost, doubled or out of order afterwards."""
