"""While all of it is put back or moved nothing is written: pages are there, presses wait."""
