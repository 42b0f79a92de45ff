"""Hypercorn inside our own nursery: sockets, one contained task per connection, zero-copy media. Knows no feeds."""
