"""Break-glass: the safety lead opens a kept thing in an emergency, in the open."""
