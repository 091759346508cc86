"""The panel of the module Synthetic CT: what it does, apart from how it looks.

``presenter`` decides, and with ``runner``, ``controls``, ``choices`` and ``words`` it needs neither
Qt nor Slicer's window, so that ordinary tests watch it. ``view`` binds it to the widgets of the .ui
file; ``installer``, ``settings``, ``sample_data`` and ``totalsegmentator`` are its ways to Slicer.
"""
