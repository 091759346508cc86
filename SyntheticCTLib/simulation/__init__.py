"""Simulated images with a known truth: the analytic limb phantom and its MR signal."""
