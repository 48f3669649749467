"""Without e-mail: an adult's own card, six figures they chose, and the devices they used it on."""
