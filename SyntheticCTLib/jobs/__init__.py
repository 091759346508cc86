"""Jobs: what a person asks for, as data; carried out here or in a worker process."""
