"""The models: which one is chosen, added folders, the check of the weights."""

from pathlib import Path

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import model_paths, verify
from SyntheticCTPanel.choices import known_models, regions, suitable_models
from SyntheticCTPanel.i18n import tr as _


class ModelsPart:
    """The list of models and what can be done with it.

    Args:
        panel: the presenter.
    """

    def __init__(self, panel):
        self._panel = panel
        self._known = None

    def known(self):
        """All usable models; read again after a folder was added or removed."""
        if self._known is None:
            self._known = known_models(self._panel.settings.model_folders)
        return self._known

    def regions(self):
        """Body regions to choose from."""
        return regions(self.known())

    def offered(self):
        """Models to choose from for the input and the body region."""
        now = self._panel.parameters
        if now is None:
            return self.known()
        modality = self._panel.inspector.modality
        return suitable_models(self.known(), modality=modality, region=now.bodyRegion)

    def chosen(self):
        """The chosen model; the first one that is offered if the chosen one is not."""
        offered = self.offered()
        wanted = self._panel.parameters and self._panel.parameters.model
        fitting = [info for info in offered if info.id == wanted]
        return (fitting or offered or [None])[0]

    def is_added(self, info):
        """Whether a model comes from a folder that the user added."""
        return self._added_folder(info) is not None

    def add(self, folder):
        """Use a model folder, or a folder that holds some, from now on.

        Returns:
            A sentence for the user.

        Raises:
            ModelError: there is no model in it.
        """
        if not known_models_in(folder):
            raise ModelError(f"There is no model in {folder}: it has no configs/metadata.json.")
        folders = [str(Path(folder)), *self._panel.settings.model_folders]
        self._panel.settings.model_folders = list(dict.fromkeys(folders))
        self._known = None
        self._panel.refresh()
        return _("Models of {folder} are on the list now.").format(folder=folder)

    def remove(self):
        """Take the folder of the chosen model off the list; its files stay."""
        folder = self._added_folder(self.chosen())
        folders = self._panel.settings.model_folders
        self._panel.settings.model_folders = [name for name in folders if name != folder]
        self._known = None
        self._panel.refresh()
        return _("{folder} is off the list. Its files are where they were.").format(folder=folder)

    def verify(self):
        """Check the chosen model's weights.

        Raises:
            ModelError: they are damaged or missing.
        """
        info = verify(self.chosen().folder)
        return _("The weights of {id} {version} are as its card says (SHA-256 {start}…).").format(
            id=info.id, version=info.version, start=info.sha256[:12]
        )

    def _added_folder(self, info):
        parents = [str(info.folder), str(info.folder.parent)]
        added = self._panel.settings.model_folders
        return next((folder for folder in added if folder in parents), None)


def known_models_in(folder):
    """The models that a folder is or holds."""
    elsewhere = {str(path) for path in model_paths()}
    return [
        info
        for info in known_models([folder])
        if str(info.folder.parent) not in elsewhere or str(info.folder) == str(Path(folder))
    ]
