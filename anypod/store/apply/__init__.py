"""Mutation → SQL: a function for each mutation, in modules named after what they change. Runs in the lane's thread."""
