"""Something is not right: pressed by anyone, told by a child, settled by the safety lead."""
