"""MR signal: of the phantom by the spin-echo equation, of real CTs in random contrasts."""
