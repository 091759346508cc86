"""DICOM over the network: sending, asking an archive, receiving; nothing of it by itself."""
