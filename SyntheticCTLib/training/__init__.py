"""Training: pairs are aligned, a recipe says how to learn from them, a model folder comes out."""
