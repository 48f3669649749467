"""Coming in and going out: cards and secrets, invitations, fresh links, passwords, sessions."""
