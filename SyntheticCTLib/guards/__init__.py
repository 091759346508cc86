"""Is this the kind of image that the model knows? What speaks against it, in ``words``."""
