"""What a network is trained for: losses, and objectives that turn a batch into a loss."""
