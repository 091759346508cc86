"""Many patients as one study: cases found, carried out on an runner, and put together."""
