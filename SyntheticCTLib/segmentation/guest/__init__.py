"""TotalSegmentator in an environment and process of its own: it wants its own VTK and torch."""
