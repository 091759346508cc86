"""What errors in HU mean for the path of a beam: density and water-equivalent length, no dose."""
