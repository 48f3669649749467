"""What goes onto paper: cards and letters as PDF, drawn here and kept nowhere."""
