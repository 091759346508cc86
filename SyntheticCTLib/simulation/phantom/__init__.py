"""The analytic limb phantom, whose bone surface is known exactly."""
