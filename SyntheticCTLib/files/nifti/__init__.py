"""NIfTI files: a header held against itself and the values, placed in the patient by ITK."""
