"""What became of letters: who was asked, who came, who never did; and what was opened again."""
