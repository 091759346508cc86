"""The models: which one is chosen, added folders, the check of the weights."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import ModelInfo, model_paths, verify
from SyntheticCTLib.models.catalogue import added_models
from SyntheticCTPanel.choices import known_models, regions, suitable_models
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed
from SyntheticCTPanel.protocols import ParameterSource, Settings


class ModelsPart:
    """The list of models and what can be done with it.

    Args:
        parameters: what is chosen.
        settings: which folders the user added.
        modality: gives what kind of image the input is, or None while nobody knows.
        changed: called after a folder was added or removed.
    """

    def __init__(
        self,
        *,
        parameters: ParameterSource,
        settings: Settings,
        modality: Callable[[], str | None],
        changed: Callable[[], None],
    ) -> None:
        self._parameters, self._settings = parameters, settings
        self._modality, self._changed = modality, changed
        self._known: list[ModelInfo] | None = None

    def known(self) -> list[ModelInfo]:
        """All usable models; read again after a folder was added or removed."""
        if self._known is None:
            self._known = known_models(self._settings.model_folders)
        return self._known

    def regions(self) -> list[str]:
        """Body regions to choose from."""
        return regions(self.known())

    def offered(self) -> list[ModelInfo]:
        """Models to choose from for the input and the body region."""
        now = self._parameters.now
        if now is None:
            return self.known()
        return suitable_models(self.known(), modality=self._modality(), region=now.bodyRegion)

    def chosen(self) -> ModelInfo | None:
        """The chosen model; the first one that is offered if the chosen one is not."""
        offered, now = self.offered(), self._parameters.now
        fitting = [info for info in offered if now is not None and info.id == now.model]
        return next(iter(fitting or offered), None)

    def takes(self, kind: str) -> bool:
        """Whether the chosen model is made for this kind of image."""
        chosen = self.chosen()
        return chosen is not None and chosen.input_modality == kind

    def is_added(self, info: ModelInfo) -> bool:
        """Whether a model comes from a folder that the user added, or was converted for him."""
        return self._added_folder(info) is not None or _is_converted(info)

    def is_ours(self, folder: str | Path) -> bool:
        """Whether a folder is of our own form, or holds model folders of that form."""
        return Path(folder).is_dir() and bool(_models_in(folder))

    def read_again(self, model_id: str) -> None:
        """A model was installed: it is on the list, and chosen."""
        self._known = None
        if self._parameters.now is not None:
            self._parameters.now.model, self._parameters.now.bodyRegion = model_id, ""
        self._changed()

    def doomed(self) -> Path | None:
        """The folder that ``remove`` would delete; None where it deletes nothing."""
        chosen = self.chosen()
        if chosen is None or self._added_folder(chosen) is not None or not _is_converted(chosen):
            return None
        return chosen.folder

    def add(self, folder: str | Path) -> str:
        """Use a model folder, or a folder that holds some, from now on; the first is chosen.

        Returns:
            A sentence for the user.

        Raises:
            ModelError: there is no model in it.
        """
        found = _models_in(folder)
        if not found:
            raise ModelError(f"There is no model in {folder}: it has no configs/metadata.json.")
        folders = [str(Path(folder)), *self._settings.model_folders]
        now = self._parameters.now
        if now is not None:
            now.model, now.bodyRegion = found[0].id, ""
        self._use(list(dict.fromkeys(folders)))
        return _("Models of {folder} are on the list now.").format(folder=folder)

    def remove(self) -> str:
        """Take the folder of the chosen model off the list; its files stay.

        The folder of a model that was converted for the user goes, with its files.

        Returns:
            A sentence for the user.

        Raises:
            InputError: no model is chosen.
            OSError: the folder cannot be deleted.
        """
        doomed = self.doomed()
        if doomed is not None:
            shutil.rmtree(doomed)
            self._use(list(self._settings.model_folders))
            return _("{folder} was deleted.").format(folder=doomed)
        folder = self._added_folder(self._needed())
        self._use([name for name in self._settings.model_folders if name != folder])
        return _("{folder} is off the list. Its files are where they were.").format(folder=folder)

    def verify(self) -> str:
        """Check the chosen model's weights.

        Returns:
            A sentence for the user.

        Raises:
            InputError: no model is chosen.
            ModelError: they are damaged or missing.
        """
        info = verify(self._needed().folder)
        return _("The weights of {id} {version} are as its card says (SHA-256 {start}…).").format(
            id=info.id, version=info.version, start=info.sha256[:12]
        )

    def folder(self) -> Path:
        """Where the chosen model lies.

        Raises:
            InputError: no model is chosen.
        """
        return self._needed().folder

    def _needed(self) -> ModelInfo:
        return needed(self.chosen(), _("Choose a model first."))

    def _use(self, folders: list[str]) -> None:
        self._settings.model_folders = folders
        self._known = None
        self._changed()

    def _added_folder(self, info: ModelInfo) -> str | None:
        parents = [str(info.folder), str(info.folder.parent)]
        added = self._settings.model_folders
        return next((folder for folder in added if folder in parents), None)


def _is_converted(info: ModelInfo) -> bool:
    """Whether a model lies among those that were converted for the user."""
    return info.folder.parent == added_models()


def _models_in(folder: str | Path) -> list[ModelInfo]:
    """The models that a folder is or holds."""
    elsewhere = {str(path) for path in model_paths()}
    return [
        info
        for info in known_models([str(folder)])
        if str(info.folder.parent) not in elsewhere or str(info.folder) == str(Path(folder))
    ]
