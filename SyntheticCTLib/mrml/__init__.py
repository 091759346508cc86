"""3D Slicer's nodes on one side, the engine's types on the other: all that imports ``slicer``.

Functions that take nodes and a scene. They need neither Slicer's window nor Qt, so they run on any
MRML, that of the ``slicer-core`` package too. For scripts, begin with ``logic``.
"""
