"""What a person reads and keeps about a result."""
