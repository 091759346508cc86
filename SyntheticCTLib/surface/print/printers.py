"""What printers can print: the smallest wall, gap and part of each process, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record


@dataclass(frozen=True)
class Printer(Record):
    """Limits of a process.

    Attributes:
        name: of the process.
        wall_mm: thinnest wall that is held on two sides.
        gap_mm: narrowest gap that stays open.
        shell_mm3: smallest separate part, or cavity, that is meant to be one.
        source: of the limits.
    """

    name: str
    wall_mm: float
    gap_mm: float
    shell_mm3: float
    source: str


#: Specks of bone below this are none (``SurfaceSettings.smallest_part_mm3``), whatever prints them.
_SHELL_MM3 = 500.0

_HUBS = "Protolabs Network (Hubs), design rules for 3D printing: supported walls, moving parts"
_FORMLABS = "Formlabs, Form 3 design guide: supported walls, clearance"

#: By the name that ``--printer`` takes.
PRINTERS = {
    "fdm": Printer("FDM", 0.8, 0.5, _SHELL_MM3, _HUBS),
    "sls": Printer("SLS", 0.7, 0.5, _SHELL_MM3, _HUBS),
    "sla": Printer("SLA", 0.4, 0.5, _SHELL_MM3, _FORMLABS),
}

DEFAULT_PRINTER = "fdm"

#: That which holds the thinnest walls.
FINEST = min(PRINTERS.values(), key=lambda printer: printer.wall_mm)

#: What the option says that chooses one.
PRINTER_HELP = (
    f"whose smallest wall and gap it is checked against: {', '.join(PRINTERS)}; what is narrower "
    "is marked (point arrays of .vtp, colours of .ply)"
)


def printer_named(name: str) -> Printer:
    """The limits of a process.

    Raises:
        InputError: no process of that name.
    """
    if name.lower() not in PRINTERS:
        raise InputError(f"A printer is one of {', '.join(PRINTERS)}; got {name!r}.")
    return PRINTERS[name.lower()]
