"""The school's own sign-on, by OpenID Connect: for staff who have a place here, and nobody else."""
