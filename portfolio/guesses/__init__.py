"""Wrong secrets are counted: guessing is hopeless, and nobody locks out somebody else."""
