"""Ways to a CT from a cone-beam CT, what each is worth on the scan at hand, and which is taken."""
