"""One run of an ITK optimiser on mutual information, that can be watched, with a fixed seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import NoAnswerError, is_out_of_memory
from SyntheticCTLib.files.itk_warnings import without_itk_warnings
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.itk.images import ImagePair

#: Grey-level classes of the joint histogram. Mattes et al. 2003 (IEEE TMI 22:120) found 50 enough
#: for torso images; fewer would blend spongy bone with soft tissue.
HISTOGRAM_BINS = 50


@dataclass(frozen=True)
class Search:
    """How a search is run: everything that is the same for all steps.

    Attributes:
        seed: of the random choice of voxels; with one thread, the same seed gives the same result.
        threads: for ITK; 0 for its default. More than one add their sums in no fixed order.
        samples: most voxels that one evaluation of the metric looks at.
        watch: asked in every iteration whether to stop.
    """

    seed: int = 1
    threads: int = 0
    samples: int = 60_000
    watch: Watch = field(default=UNWATCHED, compare=False)


@dataclass(frozen=True)
class Outcome:
    """What one run of the optimiser came to.

    Attributes:
        value: negative mutual information at the end, nats; lower is better.
        iterations: how many it took.
        valid: share of the looked-at fixed voxels that fell into the moving image and its mask.
        stop: ITK's words on why it stopped.
    """

    value: float
    iterations: int
    valid: float
    stop: str


class _EachIteration(sitk.Command):
    """Called by ITK in every iteration. Raising here is the one way to stop all its optimisers."""

    def __init__(self, action: Callable[[], None]) -> None:
        sitk.Command.__init__(self)
        self._action = action

    def Execute(self) -> None:  # noqa: N802 - ITK's name
        self._action()


def prepared_method(
    pair: ImagePair, outer: sitk.Transform, search: Search
) -> sitk.ImageRegistrationMethod:
    """A registration by mutual information (Mattes et al. 2003) that still lacks an optimiser.

    Args:
        pair: images at the resolution to work at.
        outer: what is applied after the transform that is searched for (towards the moving image).
        search: sampling and seed.
    """
    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(HISTOGRAM_BINS)
    method.SetInterpolator(sitk.sitkLinear)
    method.SetMovingInitialTransform(outer)
    if pair.fixed_mask is not None:
        method.SetMetricFixedMask(pair.fixed_mask)
    if pair.moving_mask is not None:
        method.SetMetricMovingMask(pair.moving_mask)
    counted = pair.counted_voxels()
    if counted == 0:
        raise overlap_error()
    share = min(1.0, search.samples / counted)
    # Sampled even when all voxels are: ITK then moves each point a little off the grid, so that two
    # images on one grid are not drawn to it.
    method.SetMetricSamplingStrategy(sitk.ImageRegistrationMethod.REGULAR)
    method.SetMetricSamplingPercentage(share, search.seed)
    return method


def optimise(
    method: sitk.ImageRegistrationMethod,
    pair: ImagePair,
    transform: sitk.Transform,
    search: Search,
) -> Outcome:
    """Run the optimiser; ``transform`` is changed in place.

    Raises:
        Cancelled: the user asked to stop.
        NoAnswerError: the images do not overlap.
    """
    count = 0

    def iterate() -> None:
        nonlocal count
        count += 1
        search.watch.check()

    search.watch.check()
    command = _EachIteration(iterate)
    method.AddCommand(sitk.sitkIterationEvent, command)
    method.SetInitialTransform(transform, True)
    try:
        with without_itk_warnings(), itk_threads(search.threads):
            method.Execute(pair.fixed, pair.moving)
    except RuntimeError as error:
        search.watch.check()
        if is_out_of_memory(error):
            raise
        raise overlap_error(error) from error
    points = min(pair.counted_voxels(), search.samples)
    return Outcome(
        method.GetMetricValue(),
        count,
        method.GetMetricNumberOfValidPoints() / points,
        method.GetOptimizerStopConditionDescription(),
    )


@contextmanager
def itk_threads(count: int) -> Iterator[None]:
    """ITK's default number of threads within the block; 0 leaves it.

    The metric takes this default whatever its registration method is set to, and adds its threads'
    sums in the order in which they end.
    """
    before = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    if count:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(count)
    try:
        yield
    finally:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(before)


def overlap_error(error: RuntimeError | None = None) -> NoAnswerError:
    """ITK's failure as a sentence: it nearly always means that nothing overlaps."""
    last = str(error).strip().splitlines()[-1] if error is not None else "no voxel counts"
    return NoAnswerError(
        "The images could not be compared: they, or their masks, hardly overlap or hold one value "
        f"only. Start from landmarks or an existing transform. (ITK: {last})"
    )
