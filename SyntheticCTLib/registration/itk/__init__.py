"""Registration by ITK: mutual information of two images, rigid and affine, coarse to fine."""
