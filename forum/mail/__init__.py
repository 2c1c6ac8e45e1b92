"""E-mail: what the site sends to members, and what it reads of their answers."""
