"""Models of other programs: looked at, converted to data, tried, and installed as one of ours."""
