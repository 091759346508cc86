"""How far one bone surface is from another, and whether that is good enough."""
