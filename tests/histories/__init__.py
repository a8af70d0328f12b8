"""Random histories of one hamlet, and their totals reckoned again from the raw messages."""
