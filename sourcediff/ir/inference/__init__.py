"""Types of what primitives give."""
