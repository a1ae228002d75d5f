"""Derivative rules: one place for a primitive, both modes from it."""
