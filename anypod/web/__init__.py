"""The HTTP side: public feeds and media, admin API and events. The only place that knows Quart."""
