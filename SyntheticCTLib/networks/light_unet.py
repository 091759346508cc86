"""Light_U-Net: a 2D U-Net of about 2 million weights, averaged over three planes.

The AJNR 2022 bone-MRI study trains a light 2D U-Net on axial, coronal and sagittal slices.
"""

from __future__ import annotations

from collections.abc import Sequence

from monai.networks.nets import BasicUNet

from SyntheticCTLib.networks.three_planes import ThreePlanes


class LightUNet(ThreePlanes):
    """One light 2D U-Net applied to the three planes of a volume.

    Args:
        features: widths of MONAI's ``BasicUNet``: five encoder stages and the last decoder stage.
        divisor: slices are padded to a multiple of this many pixels (four poolings need 16).
    """

    def __init__(
        self, *, features: Sequence[int] = (32, 32, 64, 128, 256, 32), divisor: int = 16
    ) -> None:
        network = BasicUNet(
            spatial_dims=2,
            in_channels=1,
            out_channels=1,
            features=tuple(features),
            norm=("instance", {"affine": True}),
        )
        super().__init__(network, divisor)
