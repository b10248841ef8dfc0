"""Files in: one module per format, streaming, with line numbers."""
