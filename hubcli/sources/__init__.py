"""Files in: one module per format, streaming, with the line of every record."""
