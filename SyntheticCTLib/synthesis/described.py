"""What a synthetic image says of itself."""

from __future__ import annotations

from SyntheticCTLib.image.volume import Volume


def described(volume: Volume, modality: str, what: str, *, kind: str = "") -> Volume:
    """A synthetic image that says what it is; patient and study stay those of the input.

    Args:
        volume: with the input's metadata.
        modality: "CT" or "MR".
        what: made it, or what it shows.
        kind: what else is to be known before the rest is read.
    """
    # Short, for NIfTI keeps only 79 characters of it.
    said = f"Synthetic {modality}, {kind}not for clinical use; {what}"
    return volume.with_array(
        volume.array, **{**volume.metadata, "modality": modality, "description": said}
    )
