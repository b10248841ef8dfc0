"""What happens to a row, in order; the outside only as Protocols."""
