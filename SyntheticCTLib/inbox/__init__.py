"""Series that arrive in a folder, and the synthetic image that is made of each."""
