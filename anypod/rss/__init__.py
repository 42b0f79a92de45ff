"""A feed as podcast apps read it: records in, bytes out. Pure."""
