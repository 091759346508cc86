"""From HU to a bone surface: what is bone, what it encloses, where the iso-contour lies."""
