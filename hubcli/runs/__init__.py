"""A run on disk: its journal, its folder, and the files it leaves."""
