"""What models do: each direction from one kind of image to another is a file here.

``registry`` finds a file that has a ``TASK``. Nobody else asks which
kinds of image a model or a recipe has: what depends on it is an attribute or a method of its task.
"""
