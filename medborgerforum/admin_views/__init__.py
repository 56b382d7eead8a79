"""The staff's side of the forum."""
