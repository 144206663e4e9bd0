"""文表核对: reading a finished report, ours or anybody's, and tying every figure in it to a table or to other figures."""
