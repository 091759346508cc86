"""From an image to a synthetic image, and the record of how it was made."""
