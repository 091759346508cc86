"""The panel of the module Synthetic CT: what it does, apart from how it looks.

``presenter`` makes the parts and hands each what it needs, as ``protocols`` names it; none of them
needs Qt or Slicer's window, so ordinary tests watch each alone. ``view``, ``desk`` and ``window``
bind them to the widgets of the .ui file and to Slicer's window; ``installer``, ``settings``,
``sample_data`` and ``totalsegmentator`` are their ways to Slicer, and ``assembly`` joins it all.
"""
