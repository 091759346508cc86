"""What the panel is doing."""

from __future__ import annotations

import enum

from SyntheticCTPanel.i18n import tr as _


class State(enum.Enum):
    """Where a job is. Nothing else can be started unless the panel is idle or has failed."""

    IDLE = "idle"
    INSTALLING = "installing"
    RUNNING = "running"
    CANCELLING = "cancelling"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return self in (State.INSTALLING, State.RUNNING, State.CANCELLING)

    def label(self) -> str:
        """The state for people."""
        return {
            State.IDLE: _("Ready"),
            State.INSTALLING: _("Installing"),
            State.RUNNING: _("Running"),
            State.CANCELLING: _("Stopping"),
            State.FAILED: _("Failed"),
        }[self]
