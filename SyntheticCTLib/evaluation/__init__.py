"""How far a synthetic CT is from the real one: image, bone, tissue and segmentation metrics."""
