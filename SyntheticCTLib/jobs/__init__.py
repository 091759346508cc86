"""Jobs: what a person asks for, as data; carried out here or in a worker process.

Each file here that is named like a command has that command's job: its options, with their help
and defaults, and its run.
"""
