"""What people and programs see: the only printer."""
