"""What the user has set: settings, mapping file, token."""
