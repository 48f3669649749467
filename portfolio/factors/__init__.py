"""Second factors: an authenticator app, recovery codes, and being asked again before duties."""
