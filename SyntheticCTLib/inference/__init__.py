"""From a normalised array to the network's answer: tiles, device, memory."""
