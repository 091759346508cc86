"""One training run: recipe, phases, loop, checkpoints, log, and the model folder that comes out."""
