"""Can a surface be printed: checks with their numbers, and repairs when asked."""
