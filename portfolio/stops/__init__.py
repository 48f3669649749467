"""The switch by which the school stops all comments, or closes for all families, for a while."""
