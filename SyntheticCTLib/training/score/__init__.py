"""Figures of models on patients that they did not learn from."""
