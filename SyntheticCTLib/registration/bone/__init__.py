"""Registration that looks at bone and body at once: a rigid search, a B-spline that spares it."""
