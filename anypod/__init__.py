"""anypod: podcast feeds from anything that yt-dlp can read."""

__version__ = "0.1.0"
