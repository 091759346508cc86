"""What the parts of the panel ask of one another, of Slicer and of the scene.

Each part takes what it needs in its constructor, so it works, and is tested, without the others.
Slicer and Qt have no type stubs: of their objects, these name what the panel calls.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.worker_process import Ending
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.progress import Progress

#: A widget, whose class Qt says at run time only.
Widget = Any

#: The widgets of the .ui file by name.
Widgets = Any

#: Files that a job wrote, by what they are.
Files = dict[str, Path]

#: Takes what a job needs from the scene, and gives the job.
MakeJob = Callable[[Handover], Job]

#: Shows a job's files step by step, so that the window is not kept waiting; gives a sentence.
Steps = Generator[None, None, str | None]

#: What keeps the views from drawing until many changes are made, see ``window.Window.still``.
Still = Callable[[], AbstractContextManager[None]]

#: Shows a job's files at once or in steps; may give a sentence.
Done = Callable[[Files], str | Steps | None]


class Display(Protocol):
    """How a node is shown."""

    def SetVisibility(self, visible: bool) -> None: ...
    def SetScalarVisibility(self, visible: bool) -> None: ...
    def SetOpacity2DFill(self, opacity: float) -> None: ...


class Node(Protocol):
    """A node of the scene."""

    def GetName(self) -> str: ...
    def GetID(self) -> str: ...
    def GetAttribute(self, name: str) -> str | None: ...
    def SetAttribute(self, name: str, value: str) -> None: ...
    def IsA(self, name: str) -> bool: ...
    def StartModify(self) -> int: ...
    def EndModify(self, was: int) -> int: ...
    def SetNthNodeReferenceID(self, role: str, number: int, node_id: str) -> None: ...
    def GetNodeReference(self, role: str) -> Node | None: ...
    def SetNodeReferenceID(self, role: str, node_id: str) -> None: ...
    def GetDisplayNode(self) -> Display | None: ...


class Image(Protocol):
    """The voxels of a volume node."""

    def GetMTime(self) -> int: ...


class VolumeNode(Node, Protocol):
    """``vtkMRMLScalarVolumeNode``."""

    def GetImageData(self) -> Image | None: ...
    def GetRASBounds(self, bounds: list[float]) -> None: ...


class Segments(Protocol):
    """``vtkSegmentation``."""

    def GetNumberOfSegments(self) -> int: ...


class SegmentationNode(Node, Protocol):
    """``vtkMRMLSegmentationNode``."""

    def GetSegmentation(self) -> Segments: ...
    def CreateClosedSurfaceRepresentation(self) -> bool: ...


class LayoutNode(Protocol):
    """``vtkMRMLLayoutNode``."""

    SlicerLayoutFourUpView: int

    def SetViewArrangement(self, number: int) -> None: ...
    def GetViewArrangement(self) -> int: ...


class Scene(Protocol):
    """``vtkMRMLScene``."""

    def IsNodePresent(self, node: Node) -> bool: ...
    def RemoveNode(self, node: Node) -> None: ...
    def GetFirstNodeByClass(self, name: str) -> LayoutNode: ...
    def GetNumberOfNodes(self) -> int: ...
    def GetNthNode(self, number: int) -> Any: ...
    def IsBatchProcessing(self) -> bool: ...


class Choice(Protocol):
    """A member of an enumeration, which its value finds."""

    def __init__(self, value: str) -> None: ...

    @property
    def value(self) -> str: ...


class Parameters(Protocol):
    """The members of ``parameter_node.SyntheticCTParameterNode``, which says what each is."""

    inputVolume: VolumeNode | None
    furtherVolumes: Sequence[VolumeNode | None]
    outputVolume: VolumeNode | None
    inputKind: Choice
    method: Choice
    priorVolume: VolumeNode | None
    model: str
    bodyRegion: str
    useAnyway: bool
    biasCorrection: bool
    mirror: bool
    sctVolume: VolumeNode | None
    shownView: Choice
    amount: float
    revealAxis: Choice
    referenceVolume: VolumeNode | None
    registration: Choice
    startTransform: Node | None
    sctLandmarks: Node | None
    ctLandmarks: Node | None
    registrationTransform: Node | None
    sensitivity: bool
    region: Node | None
    placedCT: VolumeNode | None
    differenceVolume: VolumeNode | None
    metricsTable: Node | None
    heatMap: Node | None
    mixedVolume: VolumeNode | None
    bonePoints: Node | None
    segmentation: SegmentationNode | None
    segmentOpacity: float
    threshold: float
    smoothing: int
    tolerance: float
    bones: SegmentationNode | None
    alignFirst: bool
    boneModel: Node | None
    repair: bool
    emboss: bool
    side: Choice
    exportFormat: str
    dicomKind: Choice


class BoundParameters(Parameters, Protocol):
    """The same as ``parameterNodeWrapper`` makes them: they can be bound to widgets."""

    def connectGui(self, ui: Widgets) -> int: ...
    def disconnectGui(self, tag: int) -> None: ...


class ParameterSource(Protocol):
    """See ``parameters.CurrentParameters``."""

    @property
    def now(self) -> Parameters | None: ...
    def get(self) -> Parameters: ...


class Worker(Protocol):
    """See ``jobs.worker_process.WorkerProcess``."""

    @property
    def ending(self) -> Ending | None: ...
    @property
    def log(self) -> list[str]: ...
    def start(self) -> None: ...
    def new_progress(self) -> list[Progress]: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


#: Gives a worker for a job.
MakeWorker = Callable[[Job], Worker]


class Handing(Protocol):
    """See ``SyntheticCTLib.mrml.handover.Handover``."""

    def write(self) -> None: ...
    def named(self, sentence: str) -> str: ...
    def stop(self) -> None: ...


class Folders(Protocol):
    """See ``exchange.Exchange``."""

    def begun(self) -> AbstractContextManager[Path]: ...
    def new_folder(self) -> Path: ...
    def keep(self, folder: Path) -> Path: ...
    def remove(self, folder: Path) -> None: ...
    def check_room(self, needed: int) -> None: ...


class ReportKeeper(Protocol):
    """See ``report_files.ReportFiles``."""

    def keep(self, made: Path) -> None: ...


@dataclass(frozen=True)
class Piece:
    """One of several jobs that are one piece of work.

    Attributes:
        name: of what it is about, for people.
        title: what is being made, for people.
        make_job: takes what the job needs from the scene, and gives the job.
        done: given the job's files, shows them; see ``runner.JobRunner.start``.
    """

    name: str
    title: str
    make_job: MakeJob
    done: Done


class Starter(Protocol):
    """See ``starter.JobStarter``."""

    def start(
        self, button: str, title: str, make_job: MakeJob, done: Done, *, packages: bool = False
    ) -> None: ...
    def start_all(
        self, button: str, pieces: Sequence[Piece], *, packages: bool = False
    ) -> None: ...
    def prepare(self, button: str, install: Callable[[], str]) -> bool: ...
    def say(self, sentence: str) -> None: ...
    def fail(self, sentence: str) -> None: ...
    @property
    def busy(self) -> bool: ...


class Installer(Protocol):
    """See ``installer.SlicerInstaller``."""

    def missing(self) -> list[str]: ...
    def install(self) -> str: ...


class Guest(Protocol):
    """See ``totalsegmentator.SlicerTotalSegmentator``."""

    def available(self) -> bool: ...
    def prepare(self) -> str: ...
    def interpreter(self) -> str: ...


class Settings(Protocol):
    """See ``settings.MachineSettings``."""

    device: str
    memory: str
    model_folders: list[str]


class Store(Protocol):
    """``qt.QSettings``."""

    def value(self, key: str, default: str) -> Any: ...
    def setValue(self, key: str, value: str) -> None: ...


class ChosenModel(Protocol):
    """See ``models_part.ModelsPart``."""

    def chosen(self) -> ModelInfo | None: ...
