"""NRRD files: the header checked, values unpacked and held against their checksum."""
