"""Binary masks on arrays ``[k, j, i]``: boxes, components, distances, morphology in millimetres."""
