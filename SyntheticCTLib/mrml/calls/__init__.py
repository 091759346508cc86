"""Calls for scripts: what each of the panel's jobs does, in this process, with nodes and files.

As in ``logic`` the window waits meanwhile, and each call says which node it needs.
"""
