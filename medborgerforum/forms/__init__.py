"""Forms of the public and of members."""
