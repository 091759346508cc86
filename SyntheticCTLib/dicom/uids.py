"""Unique identifiers of new objects."""

from __future__ import annotations

from pydicom.uid import UID, generate_uid

from SyntheticCTLib.dicom.options import UUID_ROOT, checked_root


def new_uid(root: str = UUID_ROOT) -> UID:
    """A UID under a root that nothing else has.

    Raises:
        InputError: see ``checked_root``.
    """
    dotted = checked_root(root)
    return generate_uid(prefix=None if dotted == UUID_ROOT else dotted)
