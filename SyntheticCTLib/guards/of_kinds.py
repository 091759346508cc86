"""What the input of a model is held against, by the kind that it takes."""

from __future__ import annotations

from SyntheticCTLib.guards.cone_beam import CBCT_GUARD
from SyntheticCTLib.guards.ct import CT_GUARD
from SyntheticCTLib.guards.mr import MR_GUARD

GUARDS = {guard.kind.name: guard for guard in (MR_GUARD, CT_GUARD, CBCT_GUARD)}
