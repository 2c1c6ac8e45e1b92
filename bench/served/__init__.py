"""The site as it is served, and those who use it: for drills and figures, and for the tests that need sockets."""
