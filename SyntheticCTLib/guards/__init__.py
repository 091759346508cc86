"""Is this the kind of image that the model knows? What speaks against it, in words."""

from SyntheticCTLib.guards.inspection import GuardWarning, inspect, training_statistics

__all__ = ["GuardWarning", "inspect", "training_statistics"]
