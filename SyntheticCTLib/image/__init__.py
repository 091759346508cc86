"""Images in the patient: volumes and their grids, kinds of image, resampling, checks of values."""
