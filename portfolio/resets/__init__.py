"""A new password for staff, by the office or by mail. The second factor stays what it was."""
