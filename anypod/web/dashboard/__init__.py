"""The dashboard: static pages that live on the event stream and the API, and what only they need. Knows no actors."""
