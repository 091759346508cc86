"""Whether what was chosen can be done, asked before hours of work."""

from __future__ import annotations

from SyntheticCTLib.dicom.anonymous import read_key
from SyntheticCTLib.dicom.network.sending import check_sending
from SyntheticCTLib.dicom.options import NewObjects, checked_root


def check_options(options: NewObjects) -> None:
    """Refuse what could not be done.

    Raises:
        InputError: the root of UIDs, the key, the address or a certificate is none.
        ResourceError: pynetdicom is missing.
    """
    checked_root(options.uid_root)
    if options.anonymise is not None:
        read_key(options.anonymise)
    if options.send is not None:
        check_sending(options.send, options.tls)
