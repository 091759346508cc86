"""Is this the kind of image that the model knows? What speaks against it, in ``words``."""

from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.guards.inspection import inspect, training_statistics

__all__ = ["GuardWarning", "inspect", "training_statistics"]
