"""The panel without its window: real MRML, the real presenter or one real part, real workers."""

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.i18n import use_language
from SyntheticCTPanel.parameters import CurrentParameters
from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.settings import MachineSettings
from SyntheticCTPanel.starter import JobStarter

#: Loading torch can take this long on a busy machine, s.
PATIENCE = 240


@pytest.fixture
def german():
    """A window in German."""
    use_language("de")
    yield
    use_language(None)


@dataclass
class Choice:
    """A choice of the parameter node, which has these as an enumeration."""

    value: str


@dataclass
class Parameters:
    """The parameter node's members; ``Testing/Extension`` compares them with the module's."""

    inputVolume: Any = None
    furtherVolumes: Any = field(default_factory=list)
    outputVolume: Any = None
    inputKind: Any = field(default_factory=lambda: Choice(""))
    method: Any = field(default_factory=lambda: Choice("auto"))
    priorVolume: Any = None
    model: str = ""
    bodyRegion: str = ""
    useAnyway: bool = False
    biasCorrection: bool = False
    mirror: bool = False
    sctVolume: Any = None
    shownView: Any = field(default_factory=lambda: Choice("input"))
    amount: float = 50.0
    revealAxis: Any = field(default_factory=lambda: Choice("right-left"))
    referenceVolume: Any = None
    registration: Any = None
    startTransform: Any = None
    sctLandmarks: Any = None
    ctLandmarks: Any = None
    registrationTransform: Any = None
    sensitivity: bool = False
    region: Any = None
    placedCT: Any = None
    differenceVolume: Any = None
    metricsTable: Any = None
    heatMap: Any = None
    mixedVolume: Any = None
    bonePoints: Any = None
    segmentation: Any = None
    segmentOpacity: float = 50.0
    threshold: float = 200.0
    smoothing: int = 0
    tolerance: float = 2.0
    bones: Any = None
    alignFirst: bool = False
    boneModel: Any = None
    repair: bool = True
    emboss: bool = False
    side: Any = field(default_factory=lambda: Choice(""))
    exportFormat: str = "STL"
    dicomKind: Any = field(default_factory=lambda: Choice("series"))


class Installed:
    """Everything is there, or what the test says is not."""

    def __init__(self):
        self.lacking, self.answer, self.asked = [], "", 0

    def missing(self):
        return self.lacking

    def install(self):
        self.asked += 1
        if not self.answer:
            self.lacking = []
        return self.answer


class NoGuest:
    """No TotalSegmentator."""

    def available(self):
        return False


class Store(dict):
    """Keeps values as ``QSettings`` does."""

    def value(self, key, default):
        return self.get(key, default)

    def setValue(self, key, value):  # noqa: N802 - Qt's name
        self[key] = value


def wait(condition, tick, runner):
    """Look at the workers until something is so."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, (runner.state, runner.log)
        tick()
        time.sleep(0.02)


class Bench:
    """What one part of the panel is given, without presenter: real scene, folders and workers."""

    def __init__(self, scene, folder):
        self.scene, self.folder = scene, folder
        self.installer, self.settings = Installed(), MachineSettings(Store())
        self.parameters = CurrentParameters()
        self.chosen = self.parameters.now = Parameters(registration=Choice("identity"))
        self.exchange = Exchange(lambda: folder)
        self.runner = JobRunner(WorkerProcess)
        self.starter = JobStarter(self.runner, self.exchange, self.installer)
        self.results, self.views = Results(scene), []
        self.times_shown = 0

    def shown(self):
        self.times_shown += 1

    def finish(self):
        """Wait until the job has ended; the sentence of its failure, "" if it did not fail."""
        wait(lambda: not self.runner.state.busy, self.runner.tick, self.runner)
        return self.runner.failure


class Panel:
    """The presenter, and what the test needs to drive it."""

    def __init__(self, scene, folder):
        self.scene = scene
        self.installer, self.store = Installed(), Store()
        self.exchange_folder = folder
        self.workers = []
        self.presenter = Presenter(
            scene=self.scene,
            make_worker=self.make_worker,
            installer=self.installer,
            settings=MachineSettings(self.store),
            exchange=Exchange(lambda: folder),
            guest=NoGuest(),
        )
        self.parameters = Parameters(registration=Choice("identity"))
        self.presenter.set_parameters(self.parameters)

    def make_worker(self, job):
        self.workers.append(WorkerProcess(job))
        return self.workers[-1]

    @property
    def runner(self):
        return self.presenter.runner

    def choose(self, **choices):
        for name, value in choices.items():
            assert hasattr(self.parameters, name)
            setattr(self.parameters, name, value)
        self.presenter.refresh()

    def until(self, condition):
        wait(condition, self.presenter.tick, self.runner)

    def press(self, button):
        """Press a button and wait until its job has ended.

        Returns:
            The sentence of its failure, "" if it did not fail.
        """
        self.presenter.press(button)
        self.until(lambda: not self.runner.state.busy)
        return self.runner.failure

    def node_names(self):
        count = self.scene.GetNumberOfNodes()
        return sorted(self.scene.GetNthNode(n).GetName() or "" for n in range(count))


@pytest.fixture
def a_panel(a_scene, tmp_path):
    panel = Panel(a_scene, tmp_path / "exchange")
    yield panel
    panel.presenter.close()


@pytest.fixture
def a_bench(a_scene, tmp_path):
    bench = Bench(a_scene, tmp_path / "exchange")
    yield bench
    bench.runner.close()
    bench.exchange.remove_all()


@pytest.fixture
def a_sct_node(a_scene, a_mr_node, a_bright_sct):
    return node_from_volume(a_scene, a_bright_sct, "sct", like=a_mr_node)


@pytest.fixture(scope="session")
def a_model_folder(make_model_folder, tmp_path_factory):
    return make_model_folder(
        tmp_path_factory.mktemp("added") / "tiny", spacing_mm=(4.0, 4.0, 8.0), overlap=0.0
    )


@pytest.fixture
def a_tiny_model(a_panel, a_model_folder):
    """The test's model is added and chosen, and the CPU, where it takes a moment."""
    a_panel.presenter.models.add(a_model_folder)
    a_panel.choose(model="tiny")
    a_panel.presenter.settings.device = "cpu"
    return a_model_folder


@pytest.fixture(name="wait")
def wait_fixture():
    return wait
