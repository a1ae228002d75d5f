"""What a call of a derivative takes and gives."""
