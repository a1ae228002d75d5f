"""Python to IR: read the source, check it, make exits structured, lower it."""
