"""The SPARQL 1.1 Protocol without any I/O: requests, negotiation, guard, service description."""
