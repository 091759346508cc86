"""What the figures of many patients amount to."""
