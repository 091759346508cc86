"""What only whoever trains a model can say of it; nothing of it comes from a recipe."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.models.metadata import NOT_STATED

INTENDED_USE = "Research and teaching. Not for diagnosis, planning or treatment."


@dataclass(frozen=True)
class Statement:
    """Said of a model by its makers.

    Attributes:
        name: its title; "" takes the recipe's.
        data: the training data, with their terms.
        authors: who made it.
        licence: text of the licence of the weights.
        version: of the model.
        changelog: what is new in this version.
    """

    name: str = ""
    data: str = NOT_STATED
    authors: str = NOT_STATED
    licence: str = NOT_STATED
    version: str = NOT_STATED
    changelog: str = NOT_STATED

    @property
    def copyright(self) -> str:
        """Whose the weights are."""
        return self.authors if self.authors == NOT_STATED else f"Copyright (c) {self.authors}"


#: Of a model of which nobody said anything.
UNSTATED = Statement()
