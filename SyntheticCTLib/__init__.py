"""SyntheticCT: synthetic CT from MR or cone-beam CT, and how far to trust it. Not for clinical use.

Importing this package is cheap: torch and MONAI are imported by the calls that need them.
"""

__version__ = "0.1.0"
