"""My devices: where somebody is signed in, and *not mine*."""
