"""What a person reads and keeps about a result. Its tables' columns: ``comparison/columns.py``."""
