"""The promise, proven over HTTP, in numbers that anyone can make again: `make promises`."""
