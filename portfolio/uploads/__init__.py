"""Photos that come in parts, so that a lost network costs one part and not the photo."""
