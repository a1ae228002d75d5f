"""IR to IR: the reverse sweep, the forward sweep, and what must be kept."""
