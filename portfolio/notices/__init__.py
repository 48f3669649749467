"""Cards in *For me*: something was said, put up or sent back."""
