"""The program as structured SSA: values, operations, blocks; types; how to build, check and show it."""
