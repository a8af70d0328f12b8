"""A whole campaign played through the real core on a virtual clock."""
