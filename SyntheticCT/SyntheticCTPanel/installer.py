"""Python packages: what is missing, and getting it when the user has said yes."""

import importlib.metadata
import importlib.util
import re
import subprocess
from pathlib import Path

from SyntheticCTPanel.i18n import tr as _

#: PyTorch comes through the extension PyTorch, which picks the build for this computer.
_TORCH = "torch"
_TORCH_VERSION = ">=2.4"


def read_requirements(path):
    """The requirements of a file, without comments and options of pip."""
    lines = (line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def installed(requirement):
    """Whether a package is there; its version counts where Slicer has a check for that."""
    try:
        from slicer.packaging import pip_check
    except ImportError:  # Slicer 5.10, or no Slicer at all
        name = re.match(r"[\w.-]+", requirement).group()
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return False
        return True
    return pip_check(requirement)


class SlicerInstaller:
    """Installs what a synthesis needs, with Slicer's own means.

    Args:
        requirements: path of the requirements file; torch is never in it.
    """

    def __init__(self, requirements):
        self._requirements = requirements

    def missing(self):
        """What is not there. PyTorch that can be imported is used as it is; nothing is imported."""
        torch = [] if importlib.util.find_spec(_TORCH) else [_TORCH]
        return torch + [
            line for line in read_requirements(self._requirements) if not installed(line)
        ]

    def install(self):
        """Ask and install. Waits for both, behind Slicer's own dialogs.

        Returns:
            "" when everything is there now, or a sentence about what is not.
        """
        try:
            if _TORCH in self.missing():
                self._install_torch()
            others = [line for line in self.missing() if line != _TORCH]
            if others:
                self._install_others(others)
        except ImportError:
            return _(
                "PyTorch is not installed. Install the extension PyTorch with the Extensions "
                "Manager, restart Slicer, and try again."
            )
        except RuntimeError:
            pass  # declined: what is missing still says so
        except (subprocess.CalledProcessError, OSError) as error:
            return _("The installation failed: {reason}").format(reason=error)
        missing = self.missing()
        if not missing:
            return ""
        return _(
            "Nothing was done: {packages} would have to be installed first. Press the button again "
            "to be asked again."
        ).format(packages=", ".join(missing))

    def _install_torch(self):
        import PyTorchUtils

        PyTorchUtils.PyTorchUtilsLogic().installTorch(
            askConfirmation=True, torchVersionRequirement=_TORCH_VERSION
        )

    def _install_others(self, requirements):
        import slicer

        try:
            from slicer.packaging import pip_ensure
        except ImportError:  # Slicer 5.10
            question = _("These Python packages will be installed: {packages}.").format(
                packages=", ".join(requirements)
            )
            if slicer.util.confirmOkCancelDisplay(question):
                slicer.util.pip_install(requirements)
            return
        pip_ensure(requirements, requester="SyntheticCT")
