"""Batch norm in place of instance norm: statistics that a network learns and then keeps.

Instance norm measures every tile anew, so the same tissue is predicted differently in a tile full
of air and in one full of muscle. With batch norm a network trains on the statistics of its patches
(with one patch a step that is instance norm), keeps their running mean, and can finish its training
on the kept ones, as it will be used.
"""

from __future__ import annotations

from torch import nn

from SyntheticCTLib.networks.instance_norm import (
    ChannelsLastInstanceNorm2d,
    ChannelsLastInstanceNorm3d,
)

#: Share of a new patch in the running statistics: they are those of the last hundred or so.
MOMENTUM = 0.01

_BATCH_NORMS: dict[type[nn.Module], type[nn.BatchNorm2d] | type[nn.BatchNorm3d]] = {
    ChannelsLastInstanceNorm2d: nn.BatchNorm2d,
    ChannelsLastInstanceNorm3d: nn.BatchNorm3d,
}


def use_batch_norm(network: nn.Module) -> None:
    """Replace every instance norm of a network that has no weights of value yet."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, ChannelsLastInstanceNorm2d | ChannelsLastInstanceNorm3d):
                batch_norm = _BATCH_NORMS[type(child)]
                setattr(parent, name, batch_norm(child.num_features, child.eps, MOMENTUM))


def keep_statistics(network: nn.Module) -> None:
    """Let every batch norm of a training network use its running statistics and leave them."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            module.eval()
