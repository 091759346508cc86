"""From pairs of images to training patches: alignment, checks, cases, augmentation."""
