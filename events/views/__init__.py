"""Views of the floor, one module per surface."""
