"""The command line: one file per command; wiring.py makes the real objects."""
