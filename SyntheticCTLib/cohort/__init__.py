"""Many patients as one study: cases found, carried out by a runner, and put together."""
