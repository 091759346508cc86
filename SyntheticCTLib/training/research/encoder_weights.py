"""ImageNet's weights for the encoder of the VGG-16 U-Net, from a file that the user has."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.networks.vgg16_unet import Vgg16UNet, imagenet_weights
from SyntheticCTLib.training.run.recipe import Recipe


def weights_with_encoder(recipe: Recipe, path: Path) -> dict[str, torch.Tensor]:
    """Fresh weights of a recipe's network, its encoder's taken from a file.

    Args:
        recipe: one whose network is ``Vgg16UNet``.
        path: VGG-16 (configuration D, without batch norm) under torchvision's names, as a ``.pth``
            or ``.safetensors`` file. Nothing in it is executed.

    Raises:
        InputError: another network, or a file that cannot be read or does not fit.
    """
    torch.manual_seed(recipe.seed)
    network = build_network(recipe.network)
    if not isinstance(network, Vgg16UNet):
        raise InputError(
            f"Recipe {recipe.name} has no VGG-16 encoder: --encoder-weights goes with vgg16-unet."
        )
    try:
        if path.suffix == ".safetensors":
            contents = load_file(path)
        else:
            contents = torch.load(path, map_location="cpu", weights_only=True)
        weights = imagenet_weights(network, contents)
        network.load_state_dict(weights)
    except (
        RuntimeError,
        KeyError,
        TypeError,
        EOFError,
        SafetensorError,
        pickle.UnpicklingError,
    ) as error:
        raise InputError(
            f"{path} does not hold the weights of VGG-16 under torchvision's names "
            f"({type(error).__name__})."
        ) from error
    return weights
