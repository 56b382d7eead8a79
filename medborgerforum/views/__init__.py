"""Public pages of the forum and its members."""
