"""Python packages: what is missing, and getting it when the user has said yes."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import logging
import re
from pathlib import Path

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTPanel.i18n import tr as _

#: PyTorch comes through the extension PyTorch, which picks the build for this computer.
_TORCH = "torch"
_TORCH_VERSION = ">=2.4"

#: Where a requirement's name ends.
_NAME = re.compile(r"[^\w.-]")

#: pip may not touch these: Slicer's own builds, and the PyTorch that was picked for this computer.
_KEPT = ("numpy", "SimpleITK", "vtk", _TORCH)


def read_requirements(path: str | Path) -> list[str]:
    """The requirements of a file, without comments and options of pip."""
    lines = (line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def installed(requirement: str) -> bool:
    """Whether a package is there; its version counts where Slicer has a check for that."""
    try:
        from slicer.packaging import pip_check
    except ImportError:  # Slicer 5.10, or no Slicer at all
        name = _NAME.split(requirement)[0]
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return False
        return True
    return bool(pip_check(requirement))


def constraints() -> list[str]:
    """Lines of a constraints file that holds what is there at its version."""
    lines = []
    for name in _KEPT:
        try:
            lines.append(f"{name}=={importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue  # not there, or a part of Slicer that pip knows nothing of
    return lines


class SlicerInstaller:
    """Installs what a synthesis needs, with Slicer's own means.

    Args:
        requirements: path of the requirements file; torch is never in it.
    """

    def __init__(self, requirements: str | Path) -> None:
        self._requirements = requirements

    def missing(self) -> list[str]:
        """What is not there. PyTorch that can be imported is used as it is; nothing is imported."""
        torch = [] if importlib.util.find_spec(_TORCH) else [_TORCH]
        return torch + [
            line for line in read_requirements(self._requirements) if not installed(line)
        ]

    def install(self) -> str:
        """Ask and install. Waits for both, behind Slicer's own dialogs.

        Returns:
            "" when everything is there now, or a sentence about what is not.
        """
        missing = self.missing()
        try:
            if _TORCH in missing:
                self._install_torch()
                missing = self.missing()
            if missing and _TORCH not in missing:  # who declines PyTorch is not asked for the rest
                self._install_others(missing)
        except ResourceError as error:
            return str(error)
        except RuntimeError as error:  # what Slicer raises when it was declined
            logging.info("The packages were not installed: %s", error)
        except Exception:  # what pip and PyTorchUtils raise is their own affair
            logging.exception("The installation of packages failed.")
            return _(
                "The installation of {packages} failed; what pip said is in the Python console. "
                "Check the network, and press the button again to be asked again."
            ).format(packages=", ".join(missing))
        missing = self.missing()
        if not missing:
            return ""
        return _(
            "Nothing was done: {packages} would have to be installed first. Press the button again "
            "to be asked again."
        ).format(packages=", ".join(missing))

    def _install_torch(self) -> None:
        try:
            from PyTorchUtils import PyTorchUtilsLogic
        except ImportError:
            raise ResourceError(
                _(
                    "PyTorch is not installed. Install the extension PyTorch with the Extensions "
                    "Manager, restart Slicer, and try again."
                )
            ) from None
        PyTorchUtilsLogic().installTorch(
            askConfirmation=True, torchVersionRequirement=_TORCH_VERSION
        )

    def _install_others(self, requirements: list[str]) -> None:
        with temporary_folder() as folder:
            kept = folder / "constraints.txt"
            kept.write_text("\n".join(constraints()), encoding="utf-8")
            _ask_and_install(requirements, kept)


def _ask_and_install(requirements: list[str], kept: Path) -> None:
    """Ask, and run pip, within a file of constraints.

    Raises:
        RuntimeError: the user declined.
        subprocess.CalledProcessError: pip failed.
    """
    import slicer

    try:
        from slicer.packaging import pip_ensure
    except ImportError:  # Slicer 5.10
        question = _("These Python packages will be installed: {packages}.").format(
            packages=", ".join(requirements)
        )
        if slicer.util.confirmOkCancelDisplay(question):
            slicer.util.pip_install([*requirements, "-c", str(kept)])
        return
    pip_ensure(requirements, constraints=kept, requester="SyntheticCT")
