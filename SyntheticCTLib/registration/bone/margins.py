"""How much round bodies and bones is looked at: beside what needs PyTorch, which loads slowly."""

from __future__ import annotations

#: Margin of air round the fixed image's body that counts: the skin helps, far air does not, mm.
BODY_MARGIN_MM = 8.0

#: Tissue round the bones in which bone is looked at: bone against what touches it, mm.
BONE_MARGIN_MM = 12.0
