"""What belongs to the computer and not to the scene, in QSettings: device, memory, models."""

from __future__ import annotations

import json

from SyntheticCTPanel.protocols import Store

_GROUP = "SyntheticCT"


class MachineSettings:
    """Device, memory and model folders.

    Args:
        store: has ``value(key, default)`` and ``setValue(key, value)``: ``qt.QSettings()``.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def device(self) -> str:
        """Name of the device, see ``SyntheticCTLib.inference.device.choose_device``."""
        return str(self._store.value(f"{_GROUP}/Device", "auto"))

    @device.setter
    def device(self, name: str) -> None:
        self._store.setValue(f"{_GROUP}/Device", name)

    @property
    def memory(self) -> str:
        """Most memory for a synthesis, see ``SyntheticCTLib.memory.memory_size``; "" for all."""
        return str(self._store.value(f"{_GROUP}/Memory", ""))

    @memory.setter
    def memory(self, size: str) -> None:
        self._store.setValue(f"{_GROUP}/Memory", size.strip())

    @property
    def model_folders(self) -> list[str]:
        """Folders that the user added, as a list of paths."""
        # As JSON: a settings file makes one text of a list with one entry.
        try:
            return list(json.loads(self._store.value(f"{_GROUP}/ModelFolders", "[]")))
        except (TypeError, ValueError):
            return []

    @model_folders.setter
    def model_folders(self, folders: list[str]) -> None:
        self._store.setValue(f"{_GROUP}/ModelFolders", json.dumps(list(folders)))
