"""MetaImage files (.mha, .mhd): the header checked, values unpacked and counted."""
