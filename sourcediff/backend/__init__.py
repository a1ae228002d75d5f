"""IR to Python: structure, text, a loaded function."""
