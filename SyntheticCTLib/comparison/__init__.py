"""A synthetic CT against the real one in one call: registration, figures, surfaces, files."""
