"""`anypod doctor`: looks at all that a service needs, whether it runs or not."""
